import { checkCase } from '../conformance/check-case';
import { CONFORMANCE_CASES } from '../conformance/conformance-cases';
import type { ConformanceCase } from '../conformance/conformance-case';
import type { DeployedSample } from './deployed-sample';

/** Every case, by what became of it. */
export interface ConformanceResult {
  readonly passed: readonly string[];
  /** `name: difference; …` each. */
  readonly failed: readonly string[];
}

/** Tokens by caller, as the cases name them. */
export type Tokens = Parameters<typeof checkCase>[0]['tokens'];

/**
 * Runs conformance cases against the deployed sample, one after the other, audit records included.
 *
 * @param decisionsHaveIds whether a decision record can be found by the id that its caller got.
 */
export async function runConformance(
  sample: DeployedSample,
  tokens: Tokens,
  decisionsHaveIds: boolean,
  cases: readonly ConformanceCase[] = CONFORMANCE_CASES,
): Promise<ConformanceResult> {
  const { audit, url } = sample;
  const target = {
    url,
    tokens,
    upstreamEchoes: true,
    auditOf: async (id: string, event: 'decision' | 'outcome') => ({
      ...(event === 'decision' && !decisionsHaveIds ? await audit.newDecision() : await audit.recordOf(id, event)),
    }),
  };
  const [passed, failed]: [string[], string[]] = [[], []];
  for (const one of cases) {
    await audit.mark();
    const differences = await checkCase(target, one);
    if (differences.length === 0) {
      passed.push(one.name);
    } else {
      failed.push(`${one.name}: ${differences.join('; ')}`);
    }
  }
  return { passed, failed };
}
