import { Worker } from 'node:worker_threads';
import type { EgressMap } from './egress-map';
import type { EnvironmentSettings, FromEnvironment, FunctionFailure, ToEnvironment } from './environment/messages';
import { LineSplitter } from './line-splitter';
import { workerProgram } from './worker-program';

export type EnvironmentOutcome =
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly failure: FunctionFailure; readonly timedOut: boolean };

/** Lambda stops an initialisation after this; measured for functions without provisioned concurrency. */
const INIT_TIMEOUT_MS = 10_000;

/** One execution environment, seen from outside: it takes one invocation at a time and may end with any of them. */
export class ExecutionEnvironment {
  private readonly worker: Worker;
  private readonly ready: Promise<FunctionFailure | undefined>;
  private readonly lines: LineSplitter;
  private settleReady: (failure: FunctionFailure | undefined) => void = () => {};
  private current: { readonly requestId: string; readonly settle: (outcome: EnvironmentOutcome) => void } | undefined;
  private ended = false;

  constructor(settings: EnvironmentSettings, variables: Readonly<Record<string, string>>, log: (line: string) => void) {
    this.lines = new LineSplitter(log);
    this.ready = new Promise((resolve) => {
      this.settleReady = resolve;
    });
    const { program, eval: isSource } = workerProgram();
    this.worker = new Worker(program, {
      eval: isSource,
      workerData: settings,
      env: { ...variables },
      execArgv: [],
      stdin: false,
    });
    this.worker.on('message', (message: FromEnvironment) => this.receive(message));
    this.worker.on('error', (error) => this.end({ errorType: error.name, errorMessage: error.message }));
    this.worker.on('exit', (code) =>
      this.end({ errorType: 'Runtime.ExitError', errorMessage: `The execution environment exited with code ${code}` }),
    );
  }

  /** Whether it can take another invocation. */
  get usable(): boolean {
    return !this.ended && this.current === undefined;
  }

  /** Never rejects. An environment that ran out of time, crashed or failed to start takes no further invocation. */
  async invoke(requestId: string, event: string, timeoutMs: number): Promise<EnvironmentOutcome> {
    const failed = await this.started(requestId);
    if (failed !== undefined) {
      void this.stop();
      return { ok: false, failure: failed, timedOut: false };
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        const failure = {
          errorType: 'Sandbox.Timedout',
          errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
        };
        this.current = undefined;
        void this.stop();
        resolve({ ok: false, failure, timedOut: true });
      }, timeoutMs);
      this.current = {
        requestId,
        settle: (outcome) => {
          clearTimeout(timer);
          this.current = undefined;
          this.lines.flush();
          resolve(outcome);
        },
      };
      const deadline = performance.timeOrigin + performance.now() + timeoutMs;
      this.send({ kind: 'invoke', requestId, event, deadline });
    });
  }

  updateEgress(egress: EgressMap): void {
    this.send({ kind: 'egress', egress });
  }

  async stop(): Promise<void> {
    this.end({ errorType: 'Runtime.ExitError', errorMessage: 'The execution environment was stopped' });
    await this.worker.terminate();
  }

  private async started(requestId: string): Promise<FunctionFailure | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<FunctionFailure>((resolve) => {
      timer = setTimeout(() => {
        const errorMessage = `RequestId: ${requestId} Error: initialisation took more than ${INIT_TIMEOUT_MS} ms`;
        resolve({ errorType: 'Sandbox.Timedout', errorMessage });
      }, INIT_TIMEOUT_MS);
    });
    const failure = await Promise.race([this.ready, late]);
    clearTimeout(timer);
    return failure;
  }

  private send(message: ToEnvironment): void {
    if (!this.ended) this.worker.postMessage(message);
  }

  private receive(message: FromEnvironment): void {
    if (message.kind === 'output') this.lines.push(message.text);
    else if (message.kind === 'ready') this.settleReady(undefined);
    else if (message.kind === 'answer') this.settle(message.requestId, { ok: true, payload: message.payload });
    else if (message.requestId === undefined) this.settleReady(message.failure);
    else this.settle(message.requestId, { ok: false, failure: message.failure, timedOut: false });
  }

  private settle(requestId: string, outcome: EnvironmentOutcome): void {
    if (this.current?.requestId === requestId) this.current.settle(outcome);
  }

  private end(failure: FunctionFailure): void {
    this.ended = true;
    this.lines.flush();
    this.settleReady(failure);
    this.current?.settle({ ok: false, failure, timedOut: false });
  }
}
