/**
 * The inside of one execution environment: a worker that loads one function's bundle, unmodified, and answers one
 * invocation after the other. Entry point of its own; nothing imports it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { EgressGuard } from './environment/egress-guard';
import { describeFailure } from './environment/function-failure';
import { type FunctionHandler, loadHandler } from './environment/function-loader';
import type { EnvironmentSettings, FromEnvironment, ToEnvironment } from './environment/messages';
import { formatConsole } from './environment/log-lines';
import { captureOutput } from './environment/output-capture';
import { shareDate } from './environment/shared-date';

const settings = workerData as EnvironmentSettings;
const send = (message: FromEnvironment) => parentPort?.postMessage(message);

captureOutput((text) => send({ kind: 'output', text }));
shareDate(settings.clockOffset);
let currentRequest: string | undefined;
formatConsole(settings.logFormat, () => currentRequest);
const egress = new EgressGuard(settings.egress);
egress.install();

// Before the function is loaded: its answer to a change of the map must not depend on how long loading takes.
parentPort?.on('message', (message: ToEnvironment) => {
  if (message.kind === 'egress') egress.update(message.egress);
  else void answer(message);
});

let handler: FunctionHandler | undefined;
loadHandler(settings.codeDirectory, settings.handler).then(
  (loaded) => {
    handler = loaded;
    send({ kind: 'ready' });
  },
  (error: unknown) => send({ kind: 'failure', failure: describeFailure(error) }),
);

async function answer(invocation: ToEnvironment & { readonly kind: 'invoke' }): Promise<void> {
  const { requestId, deadline } = invocation;
  currentRequest = requestId;
  try {
    const returned: unknown = handler?.(JSON.parse(invocation.event), contextOf(requestId, deadline));
    if (typeof (returned as PromiseLike<unknown> | undefined)?.then !== 'function') {
      throw new TypeError(`${settings.handler} returned no promise; the twin runs async handlers`);
    }
    // A function that returns nothing answers null, as on Lambda.
    send({ kind: 'answer', requestId, payload: JSON.stringify(await returned) ?? 'null' });
  } catch (error) {
    send({ kind: 'failure', requestId, failure: describeFailure(error) });
  }
}

function contextOf(awsRequestId: string, deadline: number): Record<string, unknown> {
  return {
    awsRequestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: settings.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: settings.functionArn,
    memoryLimitInMB: String(settings.memoryMb),
    logGroupName: settings.logGroupName,
    logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
    // The timeout is real time, so a simulated clock does not shorten it.
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.timeOrigin - performance.now())),
  };
}
