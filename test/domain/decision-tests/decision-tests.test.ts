import { accessOfDeclarations, type AccessState } from '../../../lambda/domain/access/access-state';
import { type DecisionTest, readDecisionTests } from '../../../lambda/domain/decision-tests/decision-test';
import { runDecisionTests } from '../../../lambda/domain/decision-tests/run-decision-tests';
import { declarations } from '../../support/registrar-rig';

function stateOf(policies: { id: string; text: string; tenant?: string }[]): AccessState {
  const result = accessOfDeclarations(declarations({ policies }));
  if (!result.ok) {
    throw new Error(JSON.stringify(result.problems));
  }
  return result.state;
}

const STATE = stateOf([
  {
    id: 'read',
    text: 'permit(principal in Gatehouse::Role::"reader", action == Gatehouse::Action::"shop:Read", resource);',
  },
  {
    id: 'office',
    text: 'permit(principal, action == Gatehouse::Action::"shop:Write", resource) when { context.sourceAddress.isInRange(ip("10.0.0.0/8")) && context.path.item != "locked" };',
  },
  { id: 'own', text: 'permit(principal, action == Gatehouse::Action::"shop:Read", resource);', tenant: 'acme' },
]);
const READ: DecisionTest = { name: 'reads', who: { user: 'acme/ci' }, action: 'shop:Read', expect: 'permit' };
const WRITE: DecisionTest = {
  name: 'writes',
  who: { tenant: 'umbrella', roles: [] },
  action: 'shop:Write',
  route: 'PUT /{item}',
  expect: 'forbid',
};

function differences(test: DecisionTest): readonly string[] {
  const [outcome] = runDecisionTests(STATE, [test]);
  expect(outcome?.passed).toBe(outcome?.differences.length === 0);
  return outcome?.differences ?? [];
}

describe('decision tests', () => {
  test.each<[string, DecisionTest]>([
    ['a declared user, by both sets', { ...READ, by: ['own.0', 'read.0'] }],
    ['a declared user with other roles', { ...READ, who: { user: 'acme/ci', roles: [] }, expect: 'forbid', by: [] }],
    ['anybody of a tenant with a role', { ...READ, who: { tenant: 'umbrella', roles: ['reader'] }, by: ['read.0'] }],
    ['a user of a tenant', { ...READ, who: { tenant: 'umbrella', user: 'x' }, expect: 'forbid' }],
    ['a plain request', WRITE],
    ['a request from somewhere', { ...WRITE, expect: 'permit', context: { sourceAddress: '10.1.1.1' } }],
    ['a path', { ...WRITE, context: { sourceAddress: '10.1.1.1', path: { item: 'locked' } } }],
    [
      "an address in Cedar's form",
      { ...WRITE, expect: 'permit', context: { sourceAddress: { __extn: { fn: 'ip', arg: '10.1.1.1' } } } },
    ],
    ["a tenant's own set refuses", { ...WRITE, who: { tenant: 'acme' }, context: { sourceAddress: '10.1.1.1' } }],
  ])('hold: %s', (_, test) => {
    expect(differences(test)).toEqual([]);
  });

  test.each<[string, DecisionTest, RegExp]>([
    [
      'it is refused',
      { ...READ, who: { tenant: 'umbrella' } },
      /^GET \/\{item\}: expected permit, and it is forbid, by no policy/,
    ],
    ['it is permitted', { ...READ, expect: 'forbid' }, /expected forbid, and it is permit, by own.0, read.0/],
    ['by another policy', { ...READ, by: ['read.0'] }, /expected by read.0, and it is by own.0, read.0/],
    ['by a policy where none decides', { ...WRITE, by: ['read.0'] }, /expected by read.0, and it is by no policy/],
    ['by none where one decides', { ...READ, by: [] }, /expected by no policy, and it is by own.0, read.0/],
    [
      'no such user',
      { ...READ, who: { user: 'acme/nobody' } },
      /no declared user "acme\/nobody"; there are: acme\/ci, umbrella\/ann/,
    ],
    ['nobody', { ...READ, who: {} }, /no declared user ""/],
    ['no such API', { ...READ, action: 'other:Read' }, /No route needs the action "other:Read"/],
    ['no action', { ...READ, action: 'shop' }, /No route needs the action "shop"/],
    [
      'no such route',
      { ...READ, route: 'GET /x' },
      /No route "GET \/x" needs the action; those that do: GET \/\{item\}/,
    ],
    [
      'a context that policies cannot read',
      { ...WRITE, context: { sourceAddress: 7 } },
      /the policy office.0 reads what/,
    ],
  ])('fail and say why: %s', (_, test, said) => {
    expect(differences(test)).toEqual([expect.stringMatching(said)]);
  });

  test('of no declared user say so', () => {
    expect(runDecisionTests({ ...STATE, users: [] }, [READ])[0]?.differences).toEqual([
      expect.stringContaining('there are: none'),
    ]);
  });

  test('are read from a list, or below tests:', () => {
    expect(readDecisionTests({ tests: [READ] })).toEqual({ ok: true, tests: [READ] });
    expect(readDecisionTests([READ, WRITE])).toEqual({ ok: true, tests: [READ, WRITE] });
  });

  test.each<[string, unknown, RegExp]>([
    ['nothing', null, /holds no list/],
    ['an empty list', { tests: [] }, /holds no list/],
    ['no test', [7], /^Test 1 is not one; allowed: name, who/],
    ['no name', [READ, { ...READ, name: undefined }], /^Test 2 is not one/],
    ['another outcome', [{ ...READ, expect: 'maybe' }], /^Test 1 is not one/],
    ['no context', [{ ...READ, context: [] }], /^Test 1 is not one/],
    ['a mistyped member', [{ ...READ, rout: 'GET /' }], /^Test 1 has rout; allowed/],
  ])('are refused: %s', (_, json, said) => {
    expect(readDecisionTests(json)).toEqual({ ok: false, problem: expect.stringMatching(said) });
  });
});
