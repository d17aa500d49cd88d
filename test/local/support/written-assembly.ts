import { temporaryDirectory } from './temporary-directory';

export interface WrittenStack {
  readonly template: Readonly<Record<string, unknown>>;
  readonly environment?: string;
  readonly dependencies?: readonly string[];
}

/** A cloud assembly from templates written by hand, for what CDK's constructs would not synthesize. */
export function writtenAssembly(
  stacks: Readonly<Record<string, WrittenStack>>,
  files: Readonly<Record<string, string>> = {},
): string {
  const artifacts: Record<string, unknown> = {};
  const written: Record<string, string> = { ...files };
  for (const [name, { template, environment, dependencies }] of Object.entries(stacks)) {
    written[`${name}.template.json`] = JSON.stringify(template);
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      environment: environment ?? 'aws://unknown-account/unknown-region',
      properties: { templateFile: `${name}.template.json` },
      dependencies: dependencies ?? [],
    };
  }
  return temporaryDirectory({ ...written, 'manifest.json': JSON.stringify({ version: '48.0.0', artifacts }) });
}

/** One stack named `Stack` with these resources. */
export function oneStack(
  resources: Readonly<Record<string, unknown>>,
  rest: Readonly<Record<string, unknown>> = {},
): string {
  return writtenAssembly({ Stack: { template: { Resources: resources, ...rest } } });
}
