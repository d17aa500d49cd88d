import { checkTypes, checkValidations } from 'dynalite/validations';
import type { TableModel } from './table-model';
import { TABLE_OPERATIONS } from './table-operations';

type Fields = Readonly<Record<string, unknown>>;

interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: string;
}

/** What a batch wants of one table. */
interface BatchPart {
  readonly Keys?: readonly Fields[];
}

interface BatchWrite {
  readonly PutRequest?: { readonly Item?: Fields };
  readonly DeleteRequest?: { readonly Key?: Fields };
}

/**
 * Values of `dynamodb:LeadingKeys`: the partition keys that a request names, each once, in the order of the request.
 *
 * @param table name of the table, as the request has it.
 * @returns none where a request names none, such as a scan: a condition with `ForAllValues` then holds, as in IAM.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html (2026-11-24)
 */
export function leadingKeys(operation: string, input: Fields, table: string, model: TableModel): string[] {
  const texts = keysOf(operation, input, table, model).flatMap((value) => {
    // A value is one member: its type, and the text of it.
    const [text] = Object.values((value ?? {}) as Readonly<Record<string, unknown>>);
    return typeof text === 'string' ? [text] : [];
  });
  return [...new Set(texts)];
}

function keysOf(operation: string, input: Fields, table: string, model: TableModel): unknown[] {
  const name = partitionKey(model.keySchema);
  const named = (fields: unknown): unknown => (fields as Fields | undefined)?.[name];
  const part = (input['RequestItems'] as Fields | undefined)?.[table];
  switch (operation) {
    case 'PutItem':
      return [named(input['Item'])];
    case 'GetItem':
    case 'DeleteItem':
    case 'UpdateItem':
      return [named(input['Key'])];
    case 'BatchGetItem':
      return listOf<Fields>((part as BatchPart | undefined)?.Keys).map(named);
    case 'BatchWriteItem':
      return listOf<BatchWrite>(part).map((one) => named(one?.PutRequest?.Item ?? one?.DeleteRequest?.Key));
    case 'Query':
      return queriedKeys(input, model);
    default:
      return [];
  }
}

/** A query may hold its key in an expression, which its validation takes apart; an invalid one is refused anyway. */
function queriedKeys(input: Fields, model: TableModel): unknown[] {
  const { types, custom } = (TABLE_OPERATIONS['Query'] as (typeof TABLE_OPERATIONS)[string]).shape;
  try {
    const checked = checkTypes(structuredClone(input), types) as Fields;
    checkValidations(checked, types, custom, undefined);
    const conditions = checked['KeyConditions'] as Readonly<Record<string, { AttributeValueList?: unknown[] }>>;
    return conditions[partitionKey(queriedSchema(input, model))]?.AttributeValueList ?? [];
  } catch {
    return [];
  }
}

function queriedSchema(input: Fields, model: TableModel): readonly unknown[] {
  const indexes = [...(model.globalSecondaryIndexes ?? []), ...(model.localSecondaryIndexes ?? [])];
  const index = indexes.find((one) => (one as Fields)['IndexName'] === input['IndexName']) as Fields | undefined;
  return (index?.['KeySchema'] as readonly unknown[] | undefined) ?? model.keySchema;
}

function partitionKey(schema: readonly unknown[]): string {
  return (schema as readonly KeyElement[]).find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
}

function listOf<Member>(value: unknown): Member[] {
  return Array.isArray(value) ? value : [];
}
