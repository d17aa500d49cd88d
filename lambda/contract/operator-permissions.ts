import { MANAGED_PARTITION } from './registry-records';

/** What a day-2 task works on, by its permissions' resources. */
export interface OperatorStatement {
  readonly actions: readonly string[];
  readonly on: 'table' | 'auditLog' | 'controlPlane';
  /** Paths of API Gateway's control plane. */
  readonly paths?: readonly string[];
  /** Partition keys of the registry that writing is held to, with `*`. */
  readonly partitions?: readonly string[];
}

export const OPERATOR_TASKS = ['read', 'users', 'tokens', 'revoke', 'policies'] as const;
export type OperatorTask = (typeof OPERATOR_TASKS)[number];

/** Every change is written down first: nobody changes anything without this. */
const RECORD: OperatorStatement = { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], on: 'auditLog' };
const READ_ITEMS: OperatorStatement = {
  actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
  on: 'table',
};
/** Metering keys: made, found again, deleted, and moved from plan to plan. */
const KEYS: readonly OperatorStatement[] = [
  {
    actions: ['apigateway:GET'],
    on: 'controlPlane',
    paths: ['/apikeys', '/apikeys/*', '/usageplans', '/usageplans/*'],
  },
  { actions: ['apigateway:POST'], on: 'controlPlane', paths: ['/apikeys', '/usageplans/*/keys'] },
  { actions: ['apigateway:DELETE'], on: 'controlPlane', paths: ['/apikeys/*', '/usageplans/*/keys/*'] },
];

/**
 * What each task of the command line needs, and no more: the grants of the construct and `gatehouse operator policy`
 * are made of this. No task scans the table, changes a plan, or reads a secret. Changing users, tokens or policies is
 * enough to give oneself access through the proxy; revoking is not.
 */
export const OPERATOR_PERMISSIONS: Readonly<Record<OperatorTask, readonly OperatorStatement[]>> = {
  read: [
    READ_ITEMS,
    { actions: ['apigateway:GET'], on: 'controlPlane', paths: ['/usageplans/*'] },
    { actions: ['logs:DescribeLogStreams', 'logs:FilterLogEvents', 'logs:GetLogEvents'], on: 'auditLog' },
  ],
  users: [
    READ_ITEMS,
    {
      actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      on: 'table',
      partitions: ['TENANT#*', MANAGED_PARTITION, 'APIKEY#*'],
    },
    ...KEYS,
    RECORD,
  ],
  tokens: [
    READ_ITEMS,
    {
      actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      on: 'table',
      partitions: ['TENANT#*', 'APIKEY#*'],
    },
    ...KEYS,
    RECORD,
  ],
  revoke: [
    READ_ITEMS,
    { actions: ['dynamodb:UpdateItem'], on: 'table', partitions: ['GLOBAL', 'TENANT#*'] },
    { actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'], on: 'table', partitions: ['REVOKED#*'] },
    RECORD,
  ],
  policies: [
    READ_ITEMS,
    { actions: ['dynamodb:PutItem'], on: 'table', partitions: ['DOCUMENT#*'] },
    { actions: ['dynamodb:UpdateItem'], on: 'table', partitions: ['GLOBAL', 'TENANT#*'] },
    RECORD,
  ],
};
