import fc from 'fast-check';
import { writeFigures } from '../support/figures';
import { propertyRuns } from '../support/property-runs';
import { type Caller, type FaultAnswer, type FaultRig, startFaultRig } from './fault-rig';
import { FAULT_CELLS, type FaultCell } from './fault-matrix';

const AUTHORISED: readonly Caller[] = ['proxyToken', 'jwt'];
const UNAUTHORISED: readonly Caller[] = ['unpermittedToken', 'unpermittedJwt', 'forgedJwt', 'nobody'];
const FULL = process.env['GATEHOUSE_RUNS'] === 'full';
/** Rounds of all callers while one fault lasts. */
const ROUNDS = FULL ? 20 : 1;
/** Calls of each caller at once. */
const COPIES = FULL ? 4 : 1;
/** Cells of an ordinary run, beside the first one of each dependency. */
const SAMPLE = 10;

/** All cells, or a seeded sample of them. */
function cells(): readonly FaultCell[] {
  const { seed } = propertyRuns(1);
  if (FULL || seed === undefined) {
    return FAULT_CELLS;
  }
  const [picked = []] = fc.sample(fc.shuffledSubarray([...FAULT_CELLS], { minLength: SAMPLE, maxLength: SAMPLE }), {
    numRuns: 1,
    seed,
  });
  const firsts = ['issuer', 'registry', 'secret', 'upstream'].flatMap((name) =>
    FAULT_CELLS.filter(({ dependency }) => dependency === name).slice(0, 1),
  );
  return [...new Set([...firsts, ...picked])];
}

describe('a dependency fails in every way', () => {
  let rig: FaultRig;
  let undecided = 0;
  let asked = 0;
  const chosen = cells();

  beforeAll(async () => {
    rig = await startFaultRig();
  });

  afterAll(async () => {
    await rig.stop();
    writeFigures('fault-matrix', [
      {
        name: 'cells of dependency and fault tried',
        value: chosen.length,
        unit: 'cells',
        goal: `of ${FAULT_CELLS.length}`,
      },
      { name: 'requests while a dependency failed', value: asked, unit: 'requests', goal: '> 0' },
      { name: 'requests let through that were not decided', value: undecided, unit: 'requests', goal: '0' },
    ]);
  });

  /** What each caller may be told while a cell's fault lasts. */
  function expected({ dependency, authorised }: FaultCell, caller: Caller): readonly number[] {
    switch (caller) {
      case 'proxyToken':
        return authorised;
      case 'jwt':
        return dependency === 'issuer' ? [503] : authorised;
      case 'unpermittedToken':
        return dependency === 'registry' ? [503] : [403];
      case 'unpermittedJwt':
        return dependency === 'registry' || dependency === 'issuer' ? [503] : [403];
      case 'forgedJwt':
        return dependency === 'registry' || dependency === 'issuer' ? [401, 503] : [401];
      case 'nobody':
        return [401];
    }
  }

  /** Calls of one kind: whether any of them reached the upstream is then certain. */
  async function callAll(callers: readonly Caller[]): Promise<{ answers: FaultAnswer[]; reached: number }> {
    const before = rig.reached;
    const answers = await Promise.all(
      Array.from({ length: COPIES }, () => callers).flatMap((each) => each.map((caller) => rig.call(caller))),
    );
    return { answers, reached: rig.reached - before };
  }

  test.each(chosen.map((cell) => [cell.name, cell] as const))('%s', async (_, cell) => {
    rig.forget();
    rig.inject(cell);
    const answers: FaultAnswer[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const unauthorised = await callAll(UNAUTHORISED);
      const authorised = await callAll(AUTHORISED);
      answers.push(...unauthorised.answers, ...authorised.answers);
      undecided += unauthorised.reached;
      // Whoever needs what failed was not decided, or had no credential for the upstream.
      const needing = cell.dependency === 'issuer' ? 1 : cell.dependency === 'upstream' ? 0 : AUTHORISED.length;
      undecided += Math.max(0, authorised.reached - COPIES * (AUTHORISED.length - needing));
    }
    const met = rig.met(cell);
    rig.heal();
    const after = await callAll(AUTHORISED);

    asked += answers.length;
    undecided += answers.filter(
      ({ caller, status }) => status < 400 && !expected(cell, caller).includes(status),
    ).length;
    expect(met).toBeGreaterThan(0);
    expect(answers.filter(({ caller, status }) => !expected(cell, caller).includes(status))).toEqual([]);
    // None of it lasts, and both were refused for the fault alone.
    expect(new Set(after.answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(undecided).toBe(0);
  });
});
