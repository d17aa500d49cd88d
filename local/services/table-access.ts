import type { Refusal, Requirement } from '../permissions/access-guard';
import { leadingKeys } from './leading-keys';
import { ServiceError } from './service-error';
import type { TableModel } from './table-model';

type Input = Readonly<Record<string, unknown>>;

/** Where tables are that the twin did not make. */
export interface TablePlace {
  readonly region: string;
  readonly accountId: string;
}

/** These read or write items; with a customer's key each needs it. */
const ITEM_OPERATIONS = [
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
];

/**
 * Permissions that an operation needs.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html (2026-11-24)
 */
export function tableRequirements(
  operation: string,
  input: unknown,
  tables: ReadonlyMap<string, TableModel>,
  place: TablePlace,
): Requirement[] {
  const action = `dynamodb:${operation}`;
  const { TableName, IndexName, RequestItems } = (input ?? {}) as Input;
  if (operation === 'ListTables') return [{ action, resource: '*' }];
  const names = RequestItems === undefined ? [String(TableName ?? '')] : Object.keys(RequestItems as object);
  return names.flatMap((name) => {
    const table = tables.get(name.replace(/^arn:.*:table\//, ''));
    const arn =
      table?.arn ??
      (name.startsWith('arn:') ? name : `arn:aws:dynamodb:${place.region}:${place.accountId}:table/${name}`);
    const resource = typeof IndexName === 'string' ? `${arn}/index/${IndexName}` : arn;
    // The keys of a table that is not here are not known; the operation itself will fail.
    const keys = table === undefined ? [] : leadingKeys(operation, (input ?? {}) as Input, name, table);
    const own = { action, resource, context: { 'dynamodb:LeadingKeys': keys } };
    return table === undefined || !ITEM_OPERATIONS.includes(operation) ? [own] : [own, ...keyRequirement(table)];
  });
}

/**
 * DynamoDB decrypts the table's key on behalf of each caller, to read as to write.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html (2026-11-24)
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html (2026-11-24)
 */
function keyRequirement({ arn, name, encryptionKeyArn }: TableModel): Requirement[] {
  if (encryptionKeyArn === undefined) return [];
  const [, , , region, account] = arn.split(':') as [string, string, string, string, string];
  return [
    {
      action: 'kms:Decrypt',
      resource: encryptionKeyArn,
      context: {
        'kms:CallerAccount': [account],
        'kms:ViaService': [`dynamodb.${region}.amazonaws.com`],
        'kms:EncryptionContext:aws:dynamodb:tableName': [name],
        'kms:EncryptionContext:aws:dynamodb:subscriberId': [account],
      },
    },
  ];
}

/** DynamoDB's own errors. */
export function tableRefusal({ kind, message, requirement }: Refusal): ServiceError {
  if (kind === 'unsigned') return new ServiceError(coral('MissingAuthenticationTokenException'), message);
  if (kind === 'unknown credentials') return new ServiceError(coral('UnrecognizedClientException'), message);
  const text = requirement?.action.startsWith('kms:') ? `KMS key access denied error: ${message}` : message;
  return new ServiceError(coral('AccessDeniedException'), text);
}

function coral(code: string): string {
  return `com.amazon.coral.service#${code}`;
}
