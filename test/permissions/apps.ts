import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT, removeAssembly, synthesize } from '../support/sample-assembly';
import type { Grant, InvokeGrant } from './grants';
import { grantsOf } from './grants';
import { synthesizeVariant, VARIANTS } from './variants';

export interface AppGrants {
  readonly name: string;
  readonly grants: readonly Grant[];
  readonly invocations: readonly InvokeGrant[];
}

/** What the sample, every example and every variant grant. */
export function grantsOfApps(): AppGrants[] {
  const examples = readdirSync(path.join(ROOT, 'examples')).sort();
  const apps: [string, () => string][] = [
    ['sample', () => synthesize()],
    ...examples.map((name): [string, () => string] => [
      `example ${name}`,
      () => synthesize(path.join('examples', name, 'app.ts')),
    ]),
    ...Object.entries(VARIANTS).map(([name, variant]): [string, () => string] => [
      `variant ${name}`,
      () => synthesizeVariant(variant),
    ]),
  ];
  return apps.map(([name, make]) => {
    const assembly = make();
    try {
      const { grants, invocations } = grantsOf(name, assembly);
      return { name, grants, invocations };
    } finally {
      removeAssembly(assembly);
    }
  });
}
