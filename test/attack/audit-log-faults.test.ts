import { writeFigures } from '../support/figures';
import { type AuditFault, AuditLogSwitch, type WritingFunction } from './audit-log-switch';
import { AUTHORISED, type Caller, STATUS, UNAUTHORISED } from './fault-callers';
import { type FaultAnswer, type FaultRig, startFaultRig } from './fault-rig';

const FULL = process.env['GATEHOUSE_RUNS'] === 'full';
/** In place of the functions' own 10 and 29 s: whatever the limit is, it is Lambda that ends them. */
const TIMEOUT_SECONDS = FULL ? 5 : 3;
/** Faults that last until Lambda ends the function, each time with a new execution environment after it. */
const ENDLESS: readonly AuditFault[] = ['hang', 'behind'];
const FAULTS: readonly AuditFault[] = ['closed', 'full', 'hang', 'drip', 'behind'];
const ALL = (['authorizer', 'forwarder'] as const).flatMap((name) => FAULTS.map((fault) => [name, fault] as const));
const CELLS = FULL ? ALL : ALL.filter(([, fault]) => fault === 'closed' || fault === 'hang');
/** Rounds of ten callers: 1,000 requests a cell, 80 of those that Lambda must end. */
const rounds = (fault: AuditFault): number => (FULL ? (ENDLESS.includes(fault) ? 8 : 25) : 1);
/** At once of each caller. Who starts anew after each request does so one at a time, or others would wait for them. */
const copies = (fault: AuditFault): number => (FULL && !ENDLESS.includes(fault) ? 4 : 1);

/** What each caller may be told. */
function expected(name: WritingFunction, fault: AuditFault, caller: Caller): number {
  if (fault === 'drip') {
    return STATUS[caller];
  }
  if (name === 'authorizer') {
    return 503;
  }
  return STATUS[caller] === 200 ? 502 : STATUS[caller];
}

describe('L1 the audit log fails under the gateway', () => {
  const log = new AuditLogSwitch();
  let rig: FaultRig;
  let asked = 0;
  let undecided = 0;

  beforeAll(async () => {
    rig = await startFaultRig((assembly) => log.install(assembly, TIMEOUT_SECONDS));
  });

  afterAll(async () => {
    await rig.stop();
    log.remove();
    writeFigures('audit-log-faults', [
      {
        name: 'cells of function and fault of the audit log tried',
        value: CELLS.length,
        unit: 'cells',
        goal: `of ${ALL.length}`,
      },
      { name: 'requests while the audit log failed', value: asked, unit: 'requests', goal: '> 0' },
      { name: 'requests let through without a decision record', value: undecided, unit: 'requests', goal: '0' },
    ]);
  });

  test.each(CELLS)('of the %s, %s', async (name, fault) => {
    const answers: FaultAnswer[] = [];
    let reached = 0;
    log.inject(name, fault);
    for (let round = 0; round < rounds(fault); round += 1) {
      for (const callers of [UNAUTHORISED, AUTHORISED]) {
        const called = await rig.callAll(callers, copies(fault));
        answers.push(...called.answers);
        reached += called.reached;
      }
    }
    const met = log.met(name);
    log.heal();
    const after = await rig.callAll(AUTHORISED, 1);

    asked += answers.length;
    undecided += name === 'authorizer' && fault !== 'drip' ? reached : 0;
    expect(met).toBeGreaterThan(0);
    expect(answers.filter(({ caller, status }) => status !== expected(name, fault, caller))).toEqual([]);
    expect(undecided).toBe(0);
    expect(new Set(after.answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  test('a log that takes nothing holds a request until Lambda ends the function, and no longer', () => {
    expect(log.timeouts).toEqual({ authorizer: 10, forwarder: 29 });
  });
});
