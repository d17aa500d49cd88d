import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runCdk } from '../run-cdk';

const STACK = 'GatehouseDeployUpstream';

/** The stack that stands in for the outside on a real account. */
export interface UpstreamStack {
  /** `https://host`, without a trailing slash. */
  readonly url: string;
  destroy(): Promise<void>;
}

/**
 * Deploys it.
 *
 * @param jwks text of the key set that it serves.
 * @throws Error with the CDK's own words where that fails.
 */
export async function deployUpstream(stackName: string, jwks: string): Promise<UpstreamStack> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-upstream-'));
  const [assembly, outputs] = [path.join(folder, 'cdk.out'), path.join(folder, 'outputs.json')];
  const command = async (args: readonly string[]): Promise<void> => {
    const { ok, output } = await runCdk(args, { GATEHOUSE_JWKS: jwks });
    if (!ok) {
      throw new Error(`cdk ${args[0]} of ${stackName} failed:\n${output}`);
    }
  };
  const app = `${process.execPath} --import tsx test/deploy/aws-upstream/app.ts`;
  await command([
    ...['deploy', STACK, '--app', app, '--context', `stackName=${stackName}`, '--output', assembly],
    ...['--require-approval', 'never', '--outputs-file', outputs],
  ]);
  const { [stackName]: values } = JSON.parse(readFileSync(outputs, 'utf8')) as Record<string, { readonly Url: string }>;
  return {
    url: String(values?.Url).replace(/\/$/, ''),
    destroy: async () => {
      await command(['destroy', STACK, '--app', assembly, '--force']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
