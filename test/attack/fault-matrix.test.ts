import fc from 'fast-check';
import { writeFigures } from '../support/figures';
import { propertyRuns } from '../support/property-runs';
import { AUTHORISED, type Caller, NEEDS, STATUS, UNAUTHORISED } from './fault-callers';
import { DEPENDENCIES, FAULT_CELLS, type FaultCell } from './fault-matrix';
import { type FaultAnswer, type FaultRig, startFaultRig } from './fault-rig';

const FULL = process.env['GATEHOUSE_RUNS'] === 'full';
/** Rounds of all callers while one fault lasts: with the copies, 1,000 requests a cell. */
const ROUNDS = FULL ? 25 : 1;
/** Calls of each caller at once. */
const COPIES = FULL ? 4 : 1;
/** Cells of an ordinary run, beside the first one of each dependency. */
const SAMPLE = 12;
/** As many as there are execution environments: each knows what the caller's records are then. */
const WARM_COPIES = 16;

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
  const firsts = DEPENDENCIES.flatMap((name) =>
    FAULT_CELLS.filter(({ dependency }) => dependency === name).slice(0, 1),
  );
  return [...new Set([...firsts, ...picked])];
}

/** Reads and the write of a proof go to one address: where that is gone, the write is the first to fail on warm records only. */
function needsWarmth({ dependency, fault }: FaultCell): boolean {
  return dependency === 'proof' && (fault === 'refused' || fault === 'dns');
}

/** What each caller may be told while a cell's fault lasts. */
function expected(cell: FaultCell, caller: Caller): readonly number[] {
  if (NEEDS[caller].includes(cell.dependency)) {
    return cell.failed;
  }
  // Records are read while a token is verified: either may be the first to refuse.
  const either = cell.dependency === 'registry' && (caller === 'forgedJwt' || caller === 'inactiveToken');
  return either || needsWarmth(cell) ? [STATUS[caller], 503] : [STATUS[caller]];
}

describe('a dependency fails in every way', () => {
  let rig: FaultRig;
  let undecided = 0;
  let asked = 0;
  let slowestDecision = 0;
  let slowestUpstream = 0;
  const chosen = cells();

  beforeAll(async () => {
    rig = await startFaultRig();
  });

  // A cell that failed must not be the next one's fault.
  afterEach(() => rig.heal());

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
      { name: 'slowest decision while a dependency failed', value: slowestDecision, unit: 'ms', goal: '≤ 3,000' },
      {
        name: 'longest that a failing upstream of 500 ms was waited for',
        value: slowestUpstream,
        unit: 'ms',
        goal: '500',
      },
    ]);
  });

  test.each(chosen.map((cell) => [cell.name, cell] as const))('%s', async (_, cell) => {
    const answers: FaultAnswer[] = [];
    let met = 0;
    const begin = async (): Promise<void> => {
      if (needsWarmth(cell)) {
        rig.heal();
        await rig.callAll(['boundToken'], WARM_COPIES);
      }
      rig.inject(cell);
    };
    rig.forget();
    await begin();
    for (let round = 0; round < ROUNDS; round += 1) {
      if (round > 0 && needsWarmth(cell)) {
        met += rig.met(cell);
        await begin();
      }
      const unauthorised = await rig.callAll(UNAUTHORISED, COPIES);
      const authorised = await rig.callAll(AUTHORISED, COPIES);
      answers.push(...unauthorised.answers, ...authorised.answers);
      undecided += unauthorised.reached;
      // Whoever needs what failed was not decided, or had no credential for the upstream.
      const passing = AUTHORISED.filter(
        (caller) => cell.dependency === 'upstream' || !NEEDS[caller].includes(cell.dependency),
      );
      undecided += Math.max(0, authorised.reached - COPIES * passing.length);
    }
    met += rig.met(cell);
    const records = rig.records();
    rig.heal();
    const after = await rig.callAll(AUTHORISED, COPIES);

    asked += answers.length;
    undecided += answers.filter(
      ({ caller, status }) => status < 400 && !expected(cell, caller).includes(status),
    ).length;
    const decisions = records.filter(({ event }) => event === 'decision');
    slowestDecision = Math.max(slowestDecision, ...decisions.map(({ latencyMs }) => latencyMs));
    slowestUpstream = Math.max(slowestUpstream, ...records.map(({ upstreamLatencyMs }) => upstreamLatencyMs));
    expect(met).toBeGreaterThan(0);
    expect(answers.filter(({ caller, status }) => !expected(cell, caller).includes(status))).toEqual([]);
    // The authorizer answered each of them itself, before Lambda ended it.
    expect(decisions.length).toBeGreaterThanOrEqual(needsWarmth(cell) ? 1 : answers.length);
    // None of it lasts, and both were refused for the fault alone.
    expect(new Set(after.answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(undecided).toBe(0);
  });
});
