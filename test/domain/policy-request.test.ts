import { policyRequestOf } from '../../lambda/domain/policy-request';
import type { Principal } from '../../lambda/domain/principal';

const FACTS: Parameters<typeof policyRequestOf>[0] = {
  principal: {
    tenant: 'acme',
    user: 'ci',
    roles: [],
    credential: 'proxyToken',
    claims: {},
    scopes: [],
    meteringKey: 'key',
  },
  request: { method: 'GET', api: 'shop', path: '/x', fullPath: '/shop/x', query: '', pairs: [], digest: '' },
  match: { route: { method: 'GET', path: '/x', action: 'Read', maxBodyBytes: 0, contentTypes: [] }, parameters: {} },
  input: { query: {}, headers: {} },
  sourceAddress: '192.0.2.1',
  now: 61_999,
};

const contextOf = (principal: Partial<Principal>) =>
  policyRequestOf({ ...FACTS, principal: { ...FACTS.principal, ...principal } }).context;

test('what a credential does not say is not there, so that a policy may ask for it', () => {
  const always = ['path', 'query', 'headers', 'method', 'sourceAddress', 'now', 'credential', 'scopes', 'claims'];

  expect(Object.keys(contextOf({}))).toEqual(always);
});

test.each<[Partial<Principal>, object]>([
  [{ issuerId: 'idp' }, { issuer: 'idp' }],
  [{ issuedAt: 60.5 }, { tokenAge: 1 }],
  [{ issuedAt: 70 }, { tokenAge: 0 }],
  [{ acr: 'mfa' }, { acr: 'mfa' }],
  [{ amr: ['otp'] }, { amr: ['otp'] }],
  [{ actor: 'idp|agent' }, { actor: 'idp|agent' }],
  [{ senderConstraint: 'dpop' }, { senderConstraint: 'dpop' }],
])('what it says is there: %j', (principal, context) => {
  expect(contextOf(principal)).toEqual({ ...contextOf({}), ...context });
});
