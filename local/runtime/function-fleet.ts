import type { EgressMap } from './egress-map';
import type { ExecutionEnvironment } from './environment-worker';
import type { EnvironmentOutcome } from './environment-worker';

export interface FleetLimits {
  readonly timeoutMs: number;
  /** Environments at once; further invocations wait. */
  readonly maxEnvironments: number;
  /** Invocations at once; further ones are refused, as Lambda throttles. */
  readonly reservedConcurrency?: number;
}

/** All execution environments of one function. */
export class FunctionFleet {
  private readonly environments = new Set<ExecutionEnvironment>();
  private readonly waiting: ((environment: ExecutionEnvironment | undefined) => void)[] = [];
  private readonly idle: ExecutionEnvironment[] = [];
  private running = 0;
  private stopped = false;

  constructor(
    private readonly limits: FleetLimits,
    private readonly start: () => ExecutionEnvironment,
  ) {}

  async invoke(requestId: string, event: string): Promise<EnvironmentOutcome> {
    if (this.running >= (this.limits.reservedConcurrency ?? Number.POSITIVE_INFINITY)) {
      return failed('TooManyRequestsException', 'Rate Exceeded.');
    }
    this.running += 1;
    try {
      const environment = await this.take();
      if (environment === undefined) return failed('ServiceException', 'The twin is stopping');
      const outcome = await environment.invoke(requestId, event, this.limits.timeoutMs);
      this.giveBack(environment);
      return outcome;
    } finally {
      this.running -= 1;
    }
  }

  updateEgress(egress: EgressMap): void {
    for (const environment of this.environments) environment.updateEgress(egress);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const resume of this.waiting.splice(0)) resume(undefined);
    await Promise.all([...this.environments].map((environment) => environment.stop()));
  }

  private async take(): Promise<ExecutionEnvironment | undefined> {
    if (this.stopped) return undefined;
    for (let environment = this.idle.pop(); environment !== undefined; environment = this.idle.pop()) {
      if (environment.usable) return environment;
      this.environments.delete(environment);
    }
    if (this.environments.size < this.limits.maxEnvironments) return this.startOne();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private giveBack(environment: ExecutionEnvironment): void {
    const usable = environment.usable;
    if (!usable) this.environments.delete(environment);
    if (this.stopped) return;
    const next = this.waiting.shift();
    if (next !== undefined) next(usable ? environment : this.startOne());
    else if (usable) this.idle.push(environment);
  }

  private startOne(): ExecutionEnvironment {
    const environment = this.start();
    this.environments.add(environment);
    return environment;
  }
}

function failed(errorType: string, errorMessage: string): EnvironmentOutcome {
  return { ok: false, failure: { errorType, errorMessage }, timedOut: false };
}
