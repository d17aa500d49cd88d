/**
 * Names that a template value refers to through `Ref`, `Fn::GetAtt` and `Fn::Sub`, pseudo parameters included.
 *
 * Both branches of an `Fn::If` count: an order that serves either branch is still an order.
 */
export function collectReferences(value: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return found;
  if (Array.isArray(value)) {
    for (const entry of value) collectReferences(entry, found);
    return found;
  }
  for (const [key, entry] of Object.entries(value)) {
    if (key === 'Ref' && typeof entry === 'string') found.add(entry);
    else if (key === 'Fn::GetAtt') found.add(String(Array.isArray(entry) ? entry[0] : entry).split('.')[0] as string);
    else if (key === 'Fn::Sub') collectSubstitutions(entry, found);
    collectReferences(entry, found);
  }
  return found;
}

function collectSubstitutions(argument: unknown, found: Set<string>): void {
  const [template, names] = Array.isArray(argument) ? argument : [argument, {}];
  for (const [, name] of String(template).matchAll(/\$\{([^!}][^}]*)\}/g)) {
    const first = (name as string).trim().split('.')[0] as string;
    if (!Object.hasOwn(names as object, (name as string).trim())) found.add(first);
  }
}
