/** What an UpdateItem needs to make or change a record. */
export interface RecordUpdate {
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, unknown>;
}

/**
 * Renders a change of some of a record's attributes.
 *
 * @param change attributes by name; `undefined` removes one. @param initial what a new record starts with: `status` is
 * never changed afterwards, and of the others only those that the change names.
 */
export function recordUpdate(change: object, initial: Readonly<Record<string, unknown>>): RecordUpdate {
  const names = new Map<string, string>();
  const values: Record<string, unknown> = {};
  const sets: string[] = [];
  const removes: string[] = [];
  const place = (attribute: string) => {
    const name = `#${attribute}`;
    names.set(name, attribute);
    return name;
  };
  const changed = Object.entries(change).filter(([attribute]) => attribute !== 'status');
  for (const [attribute, value] of changed) {
    if (value === undefined) {
      removes.push(place(attribute));
    } else {
      sets.push(`${place(attribute)} = :${attribute}`);
      values[`:${attribute}`] = value;
    }
  }
  const named = new Set(changed.map(([attribute]) => attribute));
  for (const [attribute, value] of Object.entries({ ...initial, ...statusOf(change) })) {
    if (!named.has(attribute)) {
      sets.push(`${place(attribute)} = if_not_exists(#${attribute}, :${attribute})`);
      values[`:${attribute}`] = value;
    }
  }
  return {
    UpdateExpression: `SET ${sets.join(', ')}${removes.length === 0 ? '' : ` REMOVE ${removes.join(', ')}`}`,
    ExpressionAttributeNames: Object.fromEntries(names),
    ExpressionAttributeValues: values,
  };
}

function statusOf(change: object): object {
  return 'status' in change && change.status !== undefined ? { status: change.status } : {};
}
