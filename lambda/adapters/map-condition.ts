/** Part of a condition, with what it names. */
export interface MapCondition {
  readonly expression: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * That a stored map of texts has exactly these entries. Asked entry by entry: not every implementation of DynamoDB
 * finds two maps equal.
 *
 * @param attribute placeholder of the map's name, as in `#policies`. @param prefix of the placeholders: unique in the
 * whole expression.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export function mapEquals(attribute: string, entries: Readonly<Record<string, string>>, prefix: string): MapCondition {
  const all = Object.entries(entries);
  return {
    expression: [
      `size(${attribute}) = :${prefix}Size`,
      ...all.map((_, index) => `${attribute}.#${prefix}${index} = :${prefix}${index}`),
    ].join(' AND '),
    names: Object.fromEntries(all.map(([name], index) => [`#${prefix}${index}`, name])),
    values: {
      [`:${prefix}Size`]: all.length,
      ...Object.fromEntries(all.map(([, value], index) => [`:${prefix}${index}`, value])),
    },
  };
}
