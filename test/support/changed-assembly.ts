import { mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface ChangeableTemplate {
  readonly Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

/**
 * A copy of an assembly with one change in its template; assets are linked.
 *
 * @param stack whose template it is. @default - the first one's
 */
export function changedAssembly(
  assembly: string,
  change: (template: ChangeableTemplate) => void,
  stack?: string,
): string {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-changed-'));
  for (const name of readdirSync(assembly)) {
    if (/\.(json|out)$/.test(name)) {
      writeFileSync(path.join(copy, name), readFileSync(path.join(assembly, name)));
    } else {
      symlinkSync(path.join(assembly, name), path.join(copy, name));
    }
  }
  const ending = `${stack ?? ''}.template.json`;
  const file = path.join(copy, String(readdirSync(copy).find((name) => name.endsWith(ending))));
  const template = JSON.parse(readFileSync(file, 'utf8')) as ChangeableTemplate;
  change(template);
  writeFileSync(file, JSON.stringify(template));
  return copy;
}
