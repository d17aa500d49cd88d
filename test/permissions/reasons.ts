/** Why a function may do something. */
export interface Reason {
  readonly holder: string;
  readonly action: string;
  /** See `shapeOf`. */
  readonly resource: string;
  readonly why: string;
}

const TABLE: readonly (readonly [holder: string, action: string, why: string])[] = [
  ['authorizer', 'BatchGetItem', 'reads token, user, tenant and global state of each request, and documents by hash'],
  ['authorizer', 'PutItem', 'remembers used proofs of possession, where an issuer binds tokens to keys'],
  ['registrar', 'GetItem', "reads the current release, and one user's or tenant's state"],
  ['registrar', 'BatchGetItem', 'reads the state of all declared users and tenants'],
  ['registrar', 'Query', "lists a user's tokens, to revoke or delete them"],
  ['registrar', 'PutItem', 'writes documents, the pending release and first tokens'],
  ['registrar', 'UpdateItem', 'writes users and tenants, and moves the release pointer'],
  ['joiner', 'GetItem', 'reads the release in force, what is attached to it, and documents'],
  ['joiner', 'BatchGetItem', "reads tenants, whose own policies have to fit all apps' routes together"],
  ['joiner', 'PutItem', 'writes documents, and how a rollback finds them'],
  ['joiner', 'UpdateItem', "moves the release pointer and tenants' policy pointers"],
  ['registrar', 'DeleteItem', 'deletes users and tokens that are no longer declared, and the pending mark'],
];

/** What functions call by themselves; the comparison fails on one that is missing here, and on one too many. */
export const REASONS: readonly Reason[] = [
  ...TABLE.map(([holder, action, why]) => ({ holder, action: `dynamodb:${action}`, resource: 'table', why })),
  {
    holder: 'authorizer',
    action: 'kms:Decrypt',
    resource: 'key',
    why: "the registry or the secret at an issuer is under a customer's key",
  },
  {
    holder: 'authorizer',
    action: 'secretsmanager:GetSecretValue',
    resource: 'secret',
    why: "reads the proxy's own secret at an issuer that is asked about tokens",
  },
  {
    holder: 'authorizer',
    action: 'secretsmanager:GetSecretValue',
    resource: 'secret-??????',
    why: "reads the proxy's own secret at such an issuer, known by name",
  },
  {
    holder: 'registrar',
    action: 'kms:Decrypt',
    resource: 'key',
    why: "the registry or a first token's secret is under a customer's key",
  },
  {
    holder: 'registrar',
    action: 'kms:GenerateDataKey',
    resource: 'key',
    why: "puts a first token into a secret under a customer's key",
  },
  { holder: 'forwarder', action: 'kms:Decrypt', resource: 'key', why: "reads a credential under a customer's key" },
  {
    holder: 'forwarder',
    action: 'secretsmanager:GetSecretValue',
    resource: 'secret',
    why: "reads its upstream's credential",
  },
  {
    holder: 'forwarder',
    action: 'secretsmanager:GetSecretValue',
    resource: 'secret-??????',
    why: "reads its upstream's credential, known by name",
  },
  {
    holder: 'registrar',
    action: 'secretsmanager:DescribeSecret',
    resource: 'secret',
    why: 'learns whether a first token is there, without reading it',
  },
  { holder: 'registrar', action: 'secretsmanager:PutSecretValue', resource: 'secret', why: 'puts a first token there' },
  { holder: 'registrar', action: 'apigateway:POST', resource: '/apikeys', why: 'makes metering keys' },
  {
    holder: 'registrar',
    action: 'apigateway:GET',
    resource: '/apikeys',
    why: 'finds a key again whose making was not answered',
  },
  {
    holder: 'registrar',
    action: 'apigateway:DELETE',
    resource: '/apikeys/*',
    why: 'deletes metering keys of users that are gone',
  },
  {
    holder: 'registrar',
    action: 'apigateway:GET',
    resource: '/usageplans/{plan}/keys*',
    why: 'learns whether a key is in its plan already',
  },
  {
    holder: 'registrar',
    action: 'apigateway:POST',
    resource: '/usageplans/{plan}/keys*',
    why: 'puts a key into its plan',
  },
  {
    holder: 'registrar',
    action: 'apigateway:DELETE',
    resource: '/usageplans/{plan}/keys*',
    why: 'takes a key out of its former plan',
  },
  { holder: 'joiner', action: 'kms:Decrypt', resource: 'key', why: "the registry is under a customer's key" },
  {
    holder: 'joiner',
    action: 'apigateway:POST',
    resource: '/restapis/{api}/deployments',
    why: 'makes a deployment with the methods that its app attached or took away',
  },
  {
    holder: 'joiner',
    action: 'apigateway:GET',
    resource: '/restapis/{api}/deployments',
    why: 'finds its earlier deployments',
  },
  {
    holder: 'joiner',
    action: 'apigateway:DELETE',
    resource: '/restapis/{api}/deployments/*',
    why: 'deletes its earlier deployments; API Gateway refuses to delete one that is served',
  },
  {
    holder: 'joiner',
    action: 'apigateway:PATCH',
    resource: '/restapis/{api}/stages/{stage}',
    why: 'lets the stage serve the deployment that it made',
  },
];

/** A grant that reaches further than what is declared. */
export interface WideGrant {
  readonly resource: string;
  readonly actions: readonly string[];
  /** Why it cannot be narrower. */
  readonly why: string;
}

/** Every wildcard of a function's role, and what is as wide without one. One that no template has any more fails. */
export const WIDE_GRANTS: readonly WideGrant[] = [
  {
    resource: '/apikeys',
    actions: ['apigateway:GET', 'apigateway:POST'],
    why: 'a collection is the whole of the account and region; API Gateway has no condition on what a list returns',
  },
  {
    resource: '/apikeys/*',
    actions: ['apigateway:DELETE'],
    why: 'ids are made while a deploy runs; a condition on tags would need the right to tag keys (apigateway:PUT on /tags), which reaches further',
  },
  {
    resource: '/restapis/{api}/deployments/*',
    actions: ['apigateway:DELETE'],
    why: 'ids are made while a deploy runs; one REST API alone',
  },
  {
    resource: '/usageplans/{plan}/keys*',
    actions: ['apigateway:GET', 'apigateway:POST', 'apigateway:DELETE'],
    why: "the collection and its members, of the proxy's own plans alone; two ARNs a plan would halve how many plans fit into a role",
  },
  {
    resource: 'secret-??????',
    actions: ['secretsmanager:GetSecretValue'],
    why: 'a secret known by name alone: Secrets Manager adds six characters to its ARN',
  },
  {
    resource: '*',
    actions: [
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:UnassignPrivateIpAddresses',
    ],
    why: 'functions in a network only: interfaces have no ARN before they exist',
  },
  {
    resource: '*',
    actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
    why: 'traced functions only: X-Ray knows no resources for them',
  },
];
