import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { AccessPolicy, type AccessProxy, Audience, Claim, ClaimValue, Issuer, PolicyText } from '../../lib';
import { declarationsOf, newProxy, newStack, refusalsOf } from './synthesized';

function declaring(proxy: AccessProxy, ...statements: string[]): string {
  const stack = Stack.of(proxy);
  new AccessPolicy(stack, 'Rules', { proxy, policies: PolicyText.inline(...statements) });
  return refusalsOf(stack);
}

describe('an access policy', () => {
  test('is published as it was written, under the construct’s id', () => {
    const proxy = newProxy();
    const stack = Stack.of(proxy);
    proxy.addTenant('acme');
    const text = 'permit (principal, action == Gatehouse::Action::"orders:ReadOrder", resource);';
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'gatehouse-policy-')), 'acme.cedar');
    writeFileSync(file, `${text}\n`);
    new AccessPolicy(stack, 'Rules', { proxy, policies: PolicyText.inline(text, text.replace('permit', 'forbid')) });
    new AccessPolicy(stack, 'Own', { proxy, policies: PolicyText.fromFile(file), tenant: 'acme', policyName: 'acme' });

    expect(declarationsOf(stack).policies).toEqual([
      { id: 'Rules', text: `${text}\n${text.replace('permit', 'forbid')}` },
      { id: 'acme', text: `${text}\n`, tenant: 'acme' },
    ]);
  });

  test('may read parameters and declared claims', () => {
    const proxy = newProxy({
      issuers: [
        Issuer.oidc({
          name: 'workforce',
          issuerUrl: 'https://login.example.com',
          audience: Audience.of('gate'),
          tenant: ClaimValue.claim('tenant'),
          claims: [Claim.long('level')],
        }),
      ],
    });

    expect(
      declaring(
        proxy,
        `permit (principal, action == Gatehouse::Action::"orders:ReadOrder", resource)
         when { context.path.order like "a*" && context.claims has level && context.claims.level > 3 };`,
      ),
    ).toBe('');
  });

  test('S2 that names an action of no route fails the synth, with its place in the text', () => {
    const refusals = declaring(
      newProxy(),
      'permit (principal, action == Gatehouse::Action::"orders:ReadOrder", resource);',
      'permit (principal, action == Gatehouse::Action::"orders:DeleteOrder", resource);',
    );

    expect(refusals).toMatch(/\[Test\/Rules\] Rules:2:\d+: .*orders:DeleteOrder/);
  });

  test('S2 that does not parse fails the synth', () => {
    expect(declaring(newProxy(), 'permit (principal, action);')).toMatch(/\[Test\/Rules\] Rules:1:\d+: /);
  });

  test('S2 that can never apply fails the synth', () => {
    expect(
      declaring(
        newProxy(),
        'forbid (principal, action, resource) when { context has nosuch && context.nosuch == "x" };',
      ),
    ).toContain('[Test/Rules] Rules:1');
  });

  test('S2 with an integer that would lose digits fails the synth', () => {
    expect(
      declaring(newProxy(), 'permit (principal, action, resource) when { context.now < 9007199254740993 };'),
    ).toContain('[Test/Rules] Rules:1');
  });

  test('one claim with two types fails the synth, with or without policies', () => {
    const issuer = (name: string, claim: Claim): Issuer =>
      Issuer.oidc({
        name,
        issuerUrl: `https://${name}.example.com`,
        audience: Audience.of('gate'),
        tenant: ClaimValue.claim('tenant'),
        claims: [claim],
      });
    const proxy = newProxy({ issuers: [issuer('one', Claim.long('level')), issuer('two', Claim.string('level'))] });

    expect(refusalsOf(Stack.of(proxy))).toMatch(/\[Test\/Proxy\] .*level/);
  });
});

describe('an access policy refuses', () => {
  const permit = PolicyText.inline('permit (principal, action, resource);');

  test('a tenant that nobody declares', () => {
    const proxy = newProxy();
    new AccessPolicy(Stack.of(proxy), 'Rules', { proxy, policies: permit, tenant: 'acme' });

    expect(refusalsOf(Stack.of(proxy))).toContain(
      '[Test/Rules] tenant: given "acme"; allowed: no tenant is declared yet. Declare it with addTenant(\'acme\').',
    );
  });

  test('a name that another policy has', () => {
    const proxy = newProxy();
    new AccessPolicy(Stack.of(proxy), 'Rules', { proxy, policies: permit });

    expect(() => new AccessPolicy(Stack.of(proxy), 'More', { proxy, policies: permit, policyName: 'Rules' })).toThrow(
      '[Test/More] policyName: given "Rules"; allowed: a name that is not taken; this one is, at Test/Rules. Choose another name, or declare it once.',
    );
  });

  test.each([
    [
      () => PolicyText.inline('  '),
      '[PolicyText.inline] policy text: given "  "; allowed: one Cedar statement or more. Write a permit or forbid, or remove the policy.',
    ],
    [
      () => PolicyText.inline(`permit (principal, action, resource); // ${newStack().account}`),
      '[PolicyText.inline] policy text: given "a value known only at deploy time"; allowed: text known at synth. Write the text itself, or read it from the CDK context.',
    ],
  ])('%#', (declare, message) => {
    expect(declare).toThrow(new Error(message));
  });
});

describe('decision tests', () => {
  const POLICY =
    'permit (principal in Gatehouse::Role::"buyer", action == Gatehouse::Action::"orders:ReadOrder", resource);';

  function testing(text: string): string {
    const proxy = newProxy();
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'gatehouse-decisions-')), 'decisions.yaml');
    writeFileSync(file, text);
    proxy.addTenant('acme');
    proxy.addDecisionTests(file);
    return declaring(proxy, POLICY);
  }
  const reading = (expected: string): string =>
    `tests:
  - { name: buyers read, who: { tenant: acme, roles: [buyer] }, action: 'orders:ReadOrder', expect: ${expected}, by: [Rules.0] }`;

  test('that hold let the synth pass', () => {
    expect(testing(reading('permit'))).toBe('');
  });

  test('that do not fail it, with file, test and what decides', () => {
    expect(testing(reading('forbid'))).toMatch(
      /\[Test\/\w+\] .*decisions\.yaml: buyers read: GET .*: expected forbid, and it is permit, by Rules\.0\./,
    );
  });

  test('that cannot be read fail it', () => {
    expect(testing('tests: 7')).toMatch(/decisions\.yaml: It holds no list of tests/);
  });
});
