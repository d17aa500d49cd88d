import { check, decide } from '../../lambda/policy-checker/index';
import { declarations } from '../support/registrar-rig';

const ROUTE = { method: 'GET', path: '/{item}', action: 'Read', maxBodyBytes: 0, contentTypes: [] };
const APIS = [{ api: 'shop', routes: [ROUTE] }];

describe('the policy checker', () => {
  it('gives the schema for policies that are valid', () => {
    const text = 'permit(principal, action, resource) when { context.claims has level && context.claims.level > 3 };';

    const output = check({
      apis: APIS,
      issuers: [{ claims: [{ name: 'level', claim: 'level', type: 'Long' }] }],
      policies: [{ id: 'p', text }],
    });

    expect(output).toEqual({
      ok: true,
      schema: { text: expect.stringContaining('"level"?: Long'), digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      problems: [],
    });
    expect(JSON.parse(JSON.stringify(output))).toEqual(output);
  });

  it('lists what is wrong with policies', () => {
    const text = 'permit(principal, action, resource)\n  when { context.claims.level > 3 };';

    expect(check({ apis: APIS, policies: [{ id: 'p', text }] })).toEqual({
      ok: false,
      problems: [
        {
          policy: 'p',
          message: expect.stringContaining('attribute `claims.level`'),
          line: 2,
          column: 10,
          remedy: expect.any(String),
        },
      ],
    });
  });

  it('lists what is wrong with claims', () => {
    const claims = [
      { name: 'level', claim: 'a', type: 'Long' },
      { name: 'level', claim: 'b', type: 'Bool' },
    ] as const;

    expect(check({ apis: APIS, claims, policies: [] })).toMatchObject({ ok: false, problems: [{ policy: '' }] });
  });

  it('keeps the policies of an app that joins to the actions of its own APIs', () => {
    const text = (action: string) => `permit(principal, ${action}, resource);`;
    const outcome = (action: string) =>
      check({ apis: APIS, policies: [{ id: 'p', text: text(action) }], confined: true });
    const uid = (id: string) => `Gatehouse::Action::"${id}"`;

    for (const action of [
      `action == ${uid('shop:Read')}`,
      `action in ${uid('shop:*')}`,
      `action in [${uid('shop:Read')}]`,
    ]) {
      expect(outcome(action)).toMatchObject({ ok: true });
    }
    for (const action of [
      'action',
      `action in [${uid('shop:Read')}, ${uid('store:Read')}]`,
      `action == ${uid('shop')}`,
    ]) {
      expect(outcome(action)).toMatchObject({
        ok: false,
        problems: expect.arrayContaining([
          expect.objectContaining({ policy: 'p', message: expect.stringContaining('beyond the actions of shop') }),
        ]),
      });
    }
  });
});

describe('decision tests at synth', () => {
  const reads = (expected: string): string =>
    `tests: [{ name: reads, who: { user: acme/ci }, action: 'shop:Read', expect: ${expected} }]`;

  it.each([
    ['what holds', declarations(), reads('permit'), []],
    ['what does not', declarations(), reads('forbid'), [expect.stringMatching(/^reads: GET .* expected forbid/)]],
    ['what is no YAML', declarations(), 'tests: [', [expect.stringMatching(/line 1/)]],
    ['what is no test', declarations(), 'tests: []', [expect.stringMatching(/no list of tests/)]],
    ['policies that are not valid', declarations({ policies: [{ id: 'x', text: 'permit' }] }), reads('permit'), []],
  ])('says of %s', (_, declared, text, said) => {
    expect(decide({ declarations: declared, text })).toEqual(said);
  });
});
