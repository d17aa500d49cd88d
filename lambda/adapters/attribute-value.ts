/** Raised for values that none of our records has. */
export class AttributeValueError extends Error {
  public override readonly name = 'AttributeValueError';
}

type Attribute = Readonly<Record<string, unknown>>;

/** An item of texts and numbers → as DynamoDB reads it. */
export function wireItem(item: Attribute): Record<string, Attribute> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, wireValue(value)]));
}

function wireValue(value: unknown): Attribute {
  if (typeof value === 'string') {
    return { S: value };
  }
  if (typeof value === 'number') {
    return { N: String(value) };
  }
  throw new AttributeValueError(`A value is of the type ${typeof value}; written are texts and numbers.`);
}

/** An item as DynamoDB writes it → as we read it. @throws AttributeValueError for sets and bytes. */
export function plainItem(item: Attribute): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value as Attribute)]));
}

function plainValue(attribute: Attribute): unknown {
  const [[type, value] = ['nothing', undefined]] = Object.entries(attribute);
  switch (type) {
    case 'S':
    case 'BOOL':
      return value;
    case 'N':
      return Number(value);
    case 'NULL':
      return null;
    case 'L':
      return (value as Attribute[]).map(plainValue);
    case 'M':
      return plainItem(value as Attribute);
    default:
      throw new AttributeValueError(`An attribute is of the type ${type}; read are S, N, BOOL, NULL, L, M.`);
  }
}
