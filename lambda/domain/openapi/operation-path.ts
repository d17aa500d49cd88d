import { parametersOf, parsePathTemplate } from '../../contract/path-template';

export type OperationPath =
  | {
      readonly ok: true;
      readonly path: string;
      /** Name in the template by name in the document. */
      readonly names: ReadonlyMap<string, string>;
    }
  | { readonly ok: false; readonly error: string };

/** A document's path as a template: parameters are renamed where policies could not name them. */
export function templateOfPath(given: string): OperationPath {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const path = given.replace(/\{([^{}/]+)\}/g, (_, raw: string) => {
    const greedy = raw.endsWith('+');
    const name = greedy ? raw.slice(0, -1) : raw;
    const plain = name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^[^A-Za-z]/, (first) => `p${first}`);
    let unique = plain;
    for (let count = 2; taken.has(unique); count += 1) {
      unique = `${plain}${count}`;
    }
    taken.add(unique);
    names.set(name, unique);
    return `{${unique}${greedy ? '+' : ''}}`;
  });
  const parsed = parsePathTemplate(path);
  if (!parsed.ok) {
    return { ok: false, error: parsed.error };
  }
  const known = new Set(parametersOf(parsed.template).map(({ name }) => name));
  return { ok: true, path, names: new Map([...names].filter(([, name]) => known.has(name))) };
}
