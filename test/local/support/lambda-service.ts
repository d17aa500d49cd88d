import type { EgressMap } from '../../../local/runtime/egress-map';
import type { FunctionModel } from '../../../local/runtime/function-model';
import { FunctionService } from '../../../local/runtime/function-service';
import { TwinClock } from '../../../local/runtime/twin-clock';
import { temporaryDirectory } from './temporary-directory';

export interface RunningFunctions {
  readonly service: FunctionService;
  readonly clock: TwinClock;
  /** `{log group} {line}`, in order. */
  readonly lines: string[];
  /** Adds a function with this source in `index.js`. @returns its ARN. */
  add(source: string, change?: Partial<FunctionModel>): string;
}

/** A Lambda service whose environments the test stops with `service.stop()`. */
export function runningFunctions(options: { egress?: EgressMap; maxEnvironments?: number } = {}): RunningFunctions {
  const lines: string[] = [];
  const clock = new TwinClock();
  const service = new FunctionService({
    logs: { write: (group, line) => lines.push(`${group} ${line}`) },
    clock,
    variables: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    ...options,
  });
  let count = 0;
  const add = (source: string, change: Partial<FunctionModel> = {}): string => {
    count += 1;
    const name = change.name ?? `fn${count}`;
    const arn = `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
    service.addFunction({
      logicalId: name,
      stack: 'Stack',
      arn,
      name,
      region: 'eu-west-1',
      codeDirectory: temporaryDirectory({ 'index.js': source }),
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      environment: {},
      timeoutSeconds: 5,
      memoryMb: 128,
      logGroupName: `/aws/lambda/${name}`,
      logFormat: 'Text',
      ...change,
    });
    return arn;
  };
  return { service, clock, lines, add };
}
