import type { RouteDocument } from '../../lambda/contract/api-document';
import type { ClaimDocument } from '../../lambda/contract/proxy-document';
import { validatePolicies } from '../../lambda/domain/cedar';
import { generateSchema } from '../../lambda/domain/cedar-schema';

function route(method: string, path: string, action: string): RouteDocument {
  return { method, path, action, maxBodyBytes: 0, contentTypes: [] };
}

const GITHUB = {
  api: 'github',
  routes: [
    route('GET', '/repos/{owner}/{repo}', 'Read'),
    route('GET', '/repos/{owner}', 'Read'),
    route('GET', '/{in}/files/{if+}', 'ReadFile'),
    route('GET', '', 'Root'),
  ],
};
const NPM = { api: 'npm', routes: [route('GET', '/{package}', 'Install')] };
const CLAIMS: ClaimDocument[] = [
  { name: 'groups', claim: 'cognito:groups', type: 'StringSet' },
  { name: 'level', claim: 'level', type: 'Long' },
  { name: 'admin', claim: 'admin', type: 'Bool' },
  { name: 'like', claim: 'like', type: 'String' },
];

function schemaOf(...declared: Parameters<typeof generateSchema>) {
  const generated = generateSchema(...declared);
  if (!generated.ok) {
    throw new Error(JSON.stringify(generated.problems));
  }
  return generated.schema;
}

describe('the generated schema', () => {
  it('says which parameters an action has, and which only some of its routes have', () => {
    const { text } = schemaOf({ apis: [GITHUB, NPM], claims: CLAIMS });

    expect(text).toBe(`namespace Gatehouse {
  entity Tenant;
  entity Role;
  entity ProxyUser in [Tenant, Role] { name: String, tenant: Tenant };
  entity Api;
  entity Route in [Api];
  type Claims = { "admin"?: Bool, "groups"?: Set<String>, "level"?: Long, "like"?: String };
  action "github:*";
  action "github:Read" in ["github:*"] appliesTo { principal: [ProxyUser], resource: [Route], context: { acr?: String, actor?: String, amr?: Set<String>, claims: Claims, credential: String, headers: {}, issuer?: String, method: String, now: Long, path: { "owner": String, "repo"?: String }, query: {}, scopes: Set<String>, senderConstraint?: String, sourceAddress: ipaddr, tokenAge?: Long } };
  action "github:ReadFile" in ["github:*"] appliesTo { principal: [ProxyUser], resource: [Route], context: { acr?: String, actor?: String, amr?: Set<String>, claims: Claims, credential: String, headers: {}, issuer?: String, method: String, now: Long, path: { "if": String, "in": String }, query: {}, scopes: Set<String>, senderConstraint?: String, sourceAddress: ipaddr, tokenAge?: Long } };
  action "github:Root" in ["github:*"] appliesTo { principal: [ProxyUser], resource: [Route], context: { acr?: String, actor?: String, amr?: Set<String>, claims: Claims, credential: String, headers: {}, issuer?: String, method: String, now: Long, path: {}, query: {}, scopes: Set<String>, senderConstraint?: String, sourceAddress: ipaddr, tokenAge?: Long } };
  action "npm:*";
  action "npm:Install" in ["npm:*"] appliesTo { principal: [ProxyUser], resource: [Route], context: { acr?: String, actor?: String, amr?: Set<String>, claims: Claims, credential: String, headers: {}, issuer?: String, method: String, now: Long, path: { "package": String }, query: {}, scopes: Set<String>, senderConstraint?: String, sourceAddress: ipaddr, tokenAge?: Long } };
}
`);
    expect(validatePolicies(text, {})).toEqual([]);
  });

  it('does not depend on the order of its parts', () => {
    const one = schemaOf({ apis: [GITHUB, NPM], claims: CLAIMS });
    const other = schemaOf({
      apis: [NPM, { ...GITHUB, routes: [...GITHUB.routes].reverse() }],
      claims: [...CLAIMS, ...CLAIMS].reverse(),
    });

    expect(other).toEqual(one);
    expect(one.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses a claim that two issuers give different types', () => {
    const generated = generateSchema({
      apis: [],
      claims: [...CLAIMS, { name: 'level', claim: 'lvl', type: 'String' }],
    });

    expect(generated).toEqual({
      ok: false,
      problems: [
        {
          message: 'The claim "level" is a Long for one issuer and a String for another.',
          remedy: 'Give one of them another name in policies, or the same type.',
        },
      ],
    });
  });

  it('refuses two APIs of one name, and a path that is no template', () => {
    const generated = generateSchema({
      apis: [NPM, { ...NPM, routes: [route('GET', 'x', 'Read')] }],
      claims: [],
    });

    expect(generated.ok ? [] : generated.problems.map(({ message }) => message)).toEqual([
      'Two APIs are called "npm".',
      expect.stringContaining('API "npm": Path template "x"'),
    ]);
  });
});
