import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import type { FunctionInvoker, InvokeResult, LogSink } from '../gateway/model';
import type { InvocationSource } from '../permissions/invoke-permissions';
import type { RoleCredentials } from '../permissions/role-credentials';
import { checkEgressMap, type EgressMap } from './egress-map';
import { type EnvironmentOutcome, ExecutionEnvironment } from './environment-worker';
import { FunctionFleet } from './function-fleet';
import type { FunctionModel } from './function-model';
import type { TwinClock } from './twin-clock';

/** Synchronous invocations, request and answer each. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (2026-11-24) */
const MAX_PAYLOAD_BYTES = 6_291_556;

const NOBODY: RoleCredentials = { accessKeyId: 'TWIN', secretAccessKey: 'TWIN', sessionToken: 'TWIN' };

export interface FunctionServiceOptions {
  readonly logs: LogSink;
  readonly clock: TwinClock;
  /** Added to every function's environment, for example `AWS_ENDPOINT_URL`. */
  readonly variables: Readonly<Record<string, string>>;
  readonly egress?: EgressMap;
  /** Origins of the twin's own, which {@link FunctionService.setEgress} does not change. */
  readonly ownEgress?: EgressMap;
  /** What a function signs its calls with. @default - credentials that stand for nobody in particular */
  readonly credentialsOf?: (functionArn: string) => RoleCredentials | undefined;
  /** Whether a service may invoke a function. @default - it may */
  readonly mayInvoke?: (functionArn: string, source: InvocationSource) => boolean;
  /** Per function; default 16. */
  readonly maxEnvironments?: number;
}

interface RegisteredFunction {
  readonly fleet: FunctionFleet;
  readonly model: FunctionModel;
}

/** The Lambda service: functions by ARN, each in execution environments of its own. */
export class FunctionService implements FunctionInvoker {
  private readonly registered = new Map<string, RegisteredFunction>();
  private egress: EgressMap;

  constructor(private readonly options: FunctionServiceOptions) {
    this.egress = { ...checkEgressMap(options.egress ?? {}), ...checkEgressMap(options.ownEgress ?? {}) };
    keepWebAssemblyAlive();
  }

  addFunction(model: FunctionModel): void {
    const { reservedConcurrency } = model;
    const limits = {
      timeoutMs: model.timeoutSeconds * 1000,
      maxEnvironments: this.options.maxEnvironments ?? 16,
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
    };
    const fleet = new FunctionFleet(limits, () => this.start(model));
    this.registered.set(model.arn, { fleet, model });
  }

  async invoke(
    functionArn: string,
    event: unknown,
    deadlineMs: number,
    source?: InvocationSource,
  ): Promise<InvokeResult> {
    const requestId = randomUUID();
    if (source !== undefined && this.options.mayInvoke?.(functionArn, source) === false) {
      return refusedInvocation(functionArn, source, requestId);
    }
    const startedAt = performance.now();
    const outcome = await this.run(functionArn, requestId, event, deadlineMs);
    const latencyMs = Math.round(performance.now() - startedAt);
    if (outcome.ok) return { ok: true, payload: JSON.parse(outcome.payload), requestId, latencyMs };
    this.logFailure(functionArn, requestId, outcome);
    const { errorType, errorMessage } = outcome.failure;
    return { ok: false, errorType, errorMessage, timedOut: outcome.timedOut, requestId, latencyMs };
  }

  /** Takes effect at the next request of every running function. */
  setEgress(from: string, to: string): void {
    this.egress = {
      ...this.egress,
      ...checkEgressMap({ [from]: to }),
      ...checkEgressMap(this.options.ownEgress ?? {}),
    };
    for (const { fleet } of this.registered.values()) fleet.updateEgress(this.egress);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.registered.values()].map(({ fleet }) => fleet.stop()));
  }

  private async run(
    functionArn: string,
    requestId: string,
    event: unknown,
    deadlineMs: number,
  ): Promise<EnvironmentOutcome> {
    const fleet = this.registeredFunction(functionArn)?.fleet;
    if (fleet === undefined) return failed('ResourceNotFoundException', `Function not found: ${functionArn}`);
    const payload = JSON.stringify(event) ?? 'null';
    const size = Buffer.byteLength(payload);
    if (size > MAX_PAYLOAD_BYTES) {
      return failed(
        'RequestTooLargeException',
        `Request must be smaller than ${MAX_PAYLOAD_BYTES} bytes for the InvokeFunction operation, it has ${size}`,
      );
    }
    const outcome = await within(deadlineMs, fleet.invoke(requestId, payload));
    if (outcome.ok && Buffer.byteLength(outcome.payload) > MAX_PAYLOAD_BYTES) {
      return failed(
        'Function.ResponseSizeTooLarge',
        `Response payload size exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`,
      );
    }
    return outcome;
  }

  /** As the Lambda runtime writes it; without this a failing function would leave no trace. */
  private logFailure(
    functionArn: string,
    requestId: string,
    outcome: EnvironmentOutcome & { readonly ok: false },
  ): void {
    const model = this.registeredFunction(functionArn)?.model;
    if (model === undefined) return;
    const { errorType, errorMessage, trace } = outcome.failure;
    const failure = { errorType, errorMessage, stack: trace };
    const timestamp = new Date(this.options.clock.now()).toISOString();
    const line =
      model.logFormat === 'JSON'
        ? JSON.stringify({ timestamp, level: 'ERROR', requestId, message: failure })
        : `${timestamp}\t${requestId}\tERROR\tInvoke Error \t${JSON.stringify(failure)}`;
    this.options.logs.write(model.logGroupName, line);
  }

  private registeredFunction(functionArn: string): RegisteredFunction | undefined {
    return (
      this.registered.get(functionArn) ?? this.registered.get(functionArn.replace(/(:function:[^:]+):[^:]+$/, '$1'))
    );
  }

  private start(model: FunctionModel): ExecutionEnvironment {
    const settings = {
      functionName: model.name,
      functionArn: model.arn,
      codeDirectory: model.codeDirectory,
      handler: model.handler,
      memoryMb: model.memoryMb,
      logGroupName: model.logGroupName,
      logFormat: model.logFormat,
      egress: this.egress,
      clockOffset: this.options.clock.offset,
    };
    return new ExecutionEnvironment(settings, this.variablesOf(model), (line) =>
      this.options.logs.write(model.logGroupName, line),
    );
  }

  private variablesOf(model: FunctionModel): Record<string, string> {
    const machine = Object.fromEntries(
      ['PATH', 'TZ'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
    );
    const credentials = this.options.credentialsOf?.(model.arn) ?? NOBODY;
    return {
      ...machine,
      AWS_REGION: model.region,
      AWS_DEFAULT_REGION: model.region,
      AWS_LAMBDA_FUNCTION_NAME: model.name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(model.memoryMb),
      AWS_LAMBDA_LOG_GROUP_NAME: model.logGroupName,
      AWS_LAMBDA_LOG_STREAM_NAME: `${new Date(this.options.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`,
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_EXECUTION_ENV: `AWS_Lambda_${model.runtime}`,
      // Signatures are not verified; real credentials must not be found either.
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_CONFIG_FILE: `${model.codeDirectory}/.no-aws-config`,
      AWS_SHARED_CREDENTIALS_FILE: `${model.codeDirectory}/.no-aws-credentials`,
      // It would speak of this machine's Node.js, not of the runtime that the function is declared for.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      LAMBDA_TASK_ROOT: model.codeDirectory,
      _HANDLER: model.handler,
      ...this.options.variables,
      ...model.environment,
    };
  }
}

/** V8 before Node 24 aborts the process when optimised code around a WebAssembly call is deoptimised during it. */
function keepWebAssemblyAlive(): void {
  if (Number(process.versions.node.split('.')[0]) <= 22) setFlagsFromString('--no-turbo-inline-js-wasm-calls');
}

/** The function runs on after its caller stopped waiting, as on AWS. */
function within(deadlineMs: number, running: Promise<EnvironmentOutcome>): Promise<EnvironmentOutcome> {
  return new Promise((resolve) => {
    const failure = {
      errorType: 'Twin.CallerTimedOut',
      errorMessage: `The caller stopped waiting after ${deadlineMs} ms`,
    };
    const timer = setTimeout(() => resolve({ ok: false, failure, timedOut: true }), deadlineMs);
    void running.then((outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    });
  });
}

function failed(errorType: string, errorMessage: string): EnvironmentOutcome {
  return { ok: false, failure: { errorType, errorMessage }, timedOut: false };
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors (2026-11-24) */
function refusedInvocation(functionArn: string, { service }: InvocationSource, requestId: string): InvokeResult {
  return {
    ok: false,
    errorType: 'AccessDeniedException',
    errorMessage: `${service} is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn}`,
    timedOut: false,
    serviceStatus: 403,
    requestId,
    latencyMs: 0,
  };
}
