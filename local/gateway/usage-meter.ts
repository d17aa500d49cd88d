import { QuotaCounter } from './quota-counter';
import { TokenBuckets } from './token-bucket';

/**
 * What was used of throttles and quotas. Gateways of one account share a meter, because a plan's limits are summed over
 * its stages and the account's over everything.
 */
export class UsageMeter {
  readonly buckets = new TokenBuckets();
  readonly quotas = new QuotaCounter();
}
