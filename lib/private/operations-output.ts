import { CfnOutput, Lazy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { OPERATIONS_OUTPUT, type OperationsOutput } from '../../lambda/contract/operations-output';

/** Everything of the output but what says which it is; plans may be added until synth. */
export interface OperationsFacts extends Omit<OperationsOutput, 'gatehouse' | 'proxy' | 'plans'> {
  readonly plans: () => ReadonlyMap<string, string>;
}

/** Tells the command line where a proxy's parts are. */
export function addOperationsOutput(proxy: Construct, { plans, ...facts }: OperationsFacts): void {
  const output: Omit<OperationsOutput, 'plans'> & { plans: unknown } = {
    gatehouse: 1,
    proxy: proxy.node.path,
    ...facts,
    plans: Lazy.any({ produce: () => Object.fromEntries(plans()) }),
  };
  new CfnOutput(proxy, OPERATIONS_OUTPUT, {
    value: Stack.of(proxy).toJsonString(output),
    description: 'What the gatehouse command works on, as JSON',
  });
}
