import type { GlobalRecord } from '../contract/registry-records';
import { DecisionFault } from './decision-fault';

/** @throws DecisionFault where the registry names no release: nothing was deployed into it yet. */
export function requireGlobal(global: GlobalRecord | undefined): GlobalRecord {
  if (global === undefined) {
    throw new DecisionFault(
      'release_missing',
      'The registry names no release. Deploy the stack that declares the proxy.',
    );
  }
  return global;
}
