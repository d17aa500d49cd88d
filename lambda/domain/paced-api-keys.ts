import { type ApiKeys, type Deadline, type Pause, ThrottledError } from './ports';

/** First wait after a throttled call, and the longest, in milliseconds. CreateApiKey is allowed 5 times a second. */
const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 6_400;

/** Calls again, ever more slowly, while the control plane asks for less. */
export class PacedApiKeys implements ApiKeys {
  public constructor(
    private readonly keys: ApiKeys,
    private readonly pause: Pause,
    private readonly deadline: Deadline,
  ) {}

  public ensureKey(name: string, value: string): Promise<string> {
    return this.paced(() => this.keys.ensureKey(name, value));
  }

  public ensurePlan(keyId: string, planId: string, formerPlanIds: readonly string[]): Promise<void> {
    return this.paced(() => this.keys.ensurePlan(keyId, planId, formerPlanIds));
  }

  public deleteKey(keyId: string): Promise<void> {
    return this.paced(() => this.keys.deleteKey(keyId));
  }

  private async paced<T>(call: () => Promise<T>, wait = FIRST_WAIT_MS): Promise<T> {
    try {
      return await call();
    } catch (fault) {
      if (!(fault instanceof ThrottledError) || this.deadline()) {
        throw fault;
      }
    }
    await this.pause(wait);
    return await this.paced(call, Math.min(wait * 2, LONGEST_WAIT_MS));
  }
}
