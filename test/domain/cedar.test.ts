import { spawnSync } from 'node:child_process';
import path from 'node:path';
import {
  type CedarPolicy,
  engineFlags,
  evaluatePolicySet,
  parsePolicies,
  policyJsonOf,
  policyTextOf,
  storedFormProblem,
  validatePolicies,
} from '../../lambda/domain/cedar';
import { DependencyFault } from '../../lambda/domain/ports';

const SCHEMA = `namespace G {
  entity U; entity R;
  action A, B appliesTo { principal: [U], resource: [R], context: { x: String, y?: Long } };
}`;
const QUESTION = {
  principal: { type: 'G::U', id: 'u' },
  action: { type: 'G::Action', id: 'A' },
  resource: { type: 'G::R', id: 'r' },
  context: { x: 'a' },
  entities: [],
};

function slice(hash: string, policies: Record<string, string>) {
  const json = Object.entries(policies).map(([id, text]) => [id, policyJsonOf(text)] as const);
  return { hash, slice: { version: 1 as const, policies: Object.fromEntries(json) } };
}

const PERMIT = 'permit(principal, action, resource);';

describe('evaluating a policy set', () => {
  it('denies where nothing permits', () => {
    expect(evaluatePolicySet({ ...QUESTION, slices: [] })).toEqual({ decision: 'deny', determining: [], errors: 0 });
  });

  it('permits across slices, names the determining policies, and lets a forbid win', () => {
    const permits = slice('one', { 'b.1': PERMIT, 'a.1': PERMIT });
    const forbids = slice('two', { stop: 'forbid(principal, action, resource) when { context.x == "stop" };' });
    const slices = [permits, forbids];

    const allowed = evaluatePolicySet({ ...QUESTION, slices });
    const stopped = evaluatePolicySet({ ...QUESTION, slices: [forbids, permits], context: { x: 'stop' } });

    expect(allowed).toEqual({ decision: 'allow', determining: ['a.1', 'b.1'], errors: 0 });
    expect(stopped).toEqual({ decision: 'deny', determining: ['stop'], errors: 0 });
  });

  it('S2 an erring forbid denies, though Cedar skips it', () => {
    const slices = [slice('erring', { p: PERMIT, f: 'forbid(principal, action, resource) when { context.y == 1 };' })];

    expect(evaluatePolicySet({ ...QUESTION, slices })).toEqual({ decision: 'deny', determining: ['f'], errors: 1 });
  });

  it('S2 a question that Cedar cannot read denies', () => {
    const slices = [slice('readable', { p: PERMIT })];
    const context = { sourceAddress: { __extn: { fn: 'ip', arg: 'nonsense' } } };

    expect(evaluatePolicySet({ ...QUESTION, slices, context })).toEqual({
      decision: 'deny',
      determining: [],
      errors: 1,
    });
  });

  it('S2 a corrupt slice is a fault, every time, and does not touch other sets', () => {
    const corrupt = { hash: 'corrupt', slice: { version: 1 as const, policies: { p: { effect: 'permit' } } } };
    const repeated = [slice('here', { p: PERMIT }), slice('there', { p: PERMIT })];

    for (const slices of [[corrupt], [corrupt], repeated]) {
      expect(() => evaluatePolicySet({ ...QUESTION, slices })).toThrow(DependencyFault);
    }
    expect(evaluatePolicySet({ ...QUESTION, slices: [slice('sound', { p: PERMIT })] }).decision).toBe('allow');
  });

  it('answers rightly however many sets take turns in its slots', () => {
    const sets = Array.from({ length: 300 }, (_, index) =>
      slice(`set-${index}`, { [`p${index}`]: `permit(principal, action, resource) when { context.x == "${index}" };` }),
    );

    for (const round of [1, 2]) {
      for (const [index, own] of sets.entries()) {
        const context = { x: String(index) };
        const answer = evaluatePolicySet({ ...QUESTION, slices: [own], context });
        expect([round, answer.determining]).toEqual([round, [`p${index}`]]);
      }
    }
  });
});

describe('reading policies', () => {
  it('takes more than ten statements apart in their order', () => {
    const texts = Array.from(
      { length: 23 },
      (_, index) => `permit(principal, action, resource) when { ${index} == 1 };`,
    );

    const parsed = parsePolicies(texts.join('\n// comment\n'));

    expect(parsed).toEqual({ ok: true, statements: texts, templates: [] });
  });

  it('says where a text cannot be read', () => {
    expect(parsePolicies('permit(principal, action')).toEqual({
      ok: false,
      complaints: [{ message: expect.stringMatching(/^unexpected end of input; expected /), start: 24 }],
    });
  });

  it('refuses two statements where one is asked for', () => {
    expect(() => policyJsonOf(PERMIT + PERMIT)).toThrow(TypeError);
  });

  it('S2 tells what is nested too deeply to be read back', () => {
    let body: unknown = { Value: true };
    for (let depth = 0; depth < 200; depth += 1) {
      body = { '!': { arg: body } };
    }
    const policy = { ...policyJsonOf(PERMIT), conditions: [{ kind: 'when', body }] } as CedarPolicy;

    expect(storedFormProblem(policy)).toContain('recursion limit');
    expect(storedFormProblem(policyJsonOf(PERMIT))).toBeUndefined();
  });
});

describe('validating policies', () => {
  it('reports a mistake once, though it concerns several actions', () => {
    const text = 'permit(principal, action, resource) when { context.z == 1 };';

    expect(validatePolicies(SCHEMA, { one: text })).toEqual([
      {
        policy: 'one',
        message: 'attribute `z` in context for G::Action::"A" not found; did you mean `x`?',
        start: text.indexOf('context'),
      },
    ]);
  });

  it('S2 an impossible policy is an error, in text and in JSON', () => {
    const text = 'forbid(principal == G::U::"u", action, resource) when { context.x == "a" && false };';

    const complaints = validatePolicies(SCHEMA, { text, json: policyJsonOf(text) });

    expect(complaints.map(({ policy, message }) => [policy, message.includes('impossible')])).toEqual([
      ['json', true],
      ['text', true],
    ]);
  });

  it('S2 an action that does not exist is an error', () => {
    const complaints = validatePolicies(SCHEMA, { one: 'permit(principal, action == G::Action::"C", resource);' });

    expect(complaints.map(({ message }) => message)).toContainEqual(expect.stringContaining('unrecognized action'));
  });

  it('lets a text mix scripts, but not hide its direction', () => {
    const complaintsOn = (text: string) =>
      validatePolicies(SCHEMA, { one: `permit(principal, action, resource) when { context.x == "${text}" };` });

    expect(complaintsOn('Отдел IT')).toEqual([]);
    expect(complaintsOn('a\u202eb')).toHaveLength(1);
  });

  it('says what is wrong with a schema', () => {
    expect(validatePolicies('junk', {})).toEqual([{ message: expect.stringContaining('junk'), start: 0 }]);
  });
});

describe('the engine under Cedar', () => {
  it('gets the flag that keeps it alive up to Node 22, and the one that saves time from then on', () => {
    expect(['20.20.0', '22.1.0', '24.0.0', '26.0.0'].map(engineFlags)).toEqual([
      ['--no-turbo-inline-js-wasm-calls'],
      ['--no-turbo-inline-js-wasm-calls'],
      ['--wasm-lazy-validation'],
      ['--wasm-lazy-validation'],
    ]);
  });

  it('survives losing its optimisation in the middle of a decision', () => {
    const program = path.join(__dirname, '..', 'support', 'cedar-deoptimisation.cjs');

    const run = spawnSync(process.execPath, ['--allow-natives-syntax', program], { encoding: 'utf8' });

    expect({ status: run.status, signal: run.signal, stdout: run.stdout.trim() }).toEqual({
      status: 0,
      signal: null,
      stdout: 'survived allow',
    });
  });

  it('a policy is shown as text, a template too, and what is none as it is', () => {
    const json = policyJsonOf('permit(principal, action, resource);');

    expect(policyTextOf(json)).toBe('permit(principal, action, resource);');
    expect(policyTextOf({ ...json, principal: { op: '==', slot: '?principal' } })).toBe(
      'permit(principal == ?principal, action, resource);',
    );
    expect(policyTextOf({ effect: 'x' })).toBe('{"effect":"x"}');
    expect(policyTextOf(undefined)).toBe('null');
  });
});
