import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { DeployTarget } from './deploy-target';
import { type CdkRun, runCdk } from './run-cdk';
import { encodeScenario, type Scenario } from './scenario';

/** The sample's construct id, whatever its stack is called. */
const STACK = 'GatehouseSample';

/** The CDK's own command line, as a user runs it. */
export class CdkCommand {
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-deploy-'));
  /** Deploys that ended well. */
  public deploys = 0;

  public constructor(private readonly target: DeployTarget) {}

  public bootstrap(environment: readonly string[]): Promise<CdkRun> {
    return this.#run(['bootstrap', ...environment, ...this.#app('bin/app.ts')]);
  }

  /** @param scenario what the sample is changed to; left out = the sample as it stands, unmodified. */
  public async deploy(scenario?: Scenario): Promise<CdkRun> {
    const app = this.#app(scenario === undefined ? 'bin/app.ts' : 'test/deploy/app.ts');
    const args = ['deploy', STACK, ...app, '--require-approval', 'never', '--outputs-file', this.#outputs];
    const run = await this.#run(args, scenario);
    this.deploys += run.ok ? 1 : 0;
    return run;
  }

  /** Destroys the stack as it was synthesized last. */
  public destroy(): Promise<CdkRun> {
    return this.#run(['destroy', STACK, '--app', this.#assembly, '--force']);
  }

  /** What `--outputs-file` said of the last deploy. */
  public outputs(): Readonly<Record<string, string>> {
    const outputs = JSON.parse(readFileSync(this.#outputs, 'utf8')) as Record<string, Record<string, string>>;
    return outputs[this.target.stackName] ?? {};
  }

  public close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #assembly(): string {
    return path.join(this.#folder, 'cdk.out');
  }

  get #outputs(): string {
    return path.join(this.#folder, 'outputs.json');
  }

  #app(file: string): string[] {
    const { stackName } = this.target;
    return [
      ...['--app', `${process.execPath} --import tsx ${file}`, '--output', this.#assembly],
      ...(stackName === STACK ? [] : ['--context', `stackName=${stackName}`]),
    ];
  }

  #run(args: readonly string[], scenario?: Scenario): Promise<CdkRun> {
    return runCdk(args, { ...this.target.environment, ...encodeScenario(scenario) });
  }
}
