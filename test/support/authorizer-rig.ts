import type { AuditRecord } from '../../lambda/contract/audit-record';
import type { Declarations } from '../../lambda/contract/declarations';
import type { IssuerDocument } from '../../lambda/contract/proxy-document';
import { JwksCache } from '../../lambda/adapters/jwks-cache';
import { AwsJwtVerifier } from '../../lambda/adapters/jwt-verifier';
import { JwkProofVerifier } from '../../lambda/adapters/proof-verifier';
import { DynamoDbRegistryReader } from '../../lambda/adapters/registry-reader';
import { AuditTrail } from '../../lambda/domain/audit-trail';
import { type AuthorizerPorts, authorize, type Verdict } from '../../lambda/domain/authorize';
import { evaluatePolicySet } from '../../lambda/domain/cedar';
import { DecisionMemory } from '../../lambda/domain/decision-memory';
import type { AuthorizationRequest } from '../../lambda/domain/decide-request';
import { KnownJwts } from '../../lambda/domain/known-jwts';
import { ReleaseCache } from '../../lambda/domain/release-cache';
import { type ForgeKey, forgeJwt, rsaKey } from './jwt-forge';
import { MemoryRegistry, TABLE } from './memory-registry';

/** 2026-11-24T12:00:00Z */
export const NOW = Date.UTC(2026, 10, 24, 12);
export const ISSUER: IssuerDocument = {
  id: 'idp',
  issuer: 'https://idp.example.com',
  jwksUri: 'https://idp.example.com/jwks.json',
  audiences: ['api://gateway'],
  clientIds: [],
  algorithms: ['RS256', 'ES256', 'EdDSA'],
  types: [],
  scopes: [],
  subjectClaim: 'sub',
  tenant: { kind: 'claim', claim: 'org' },
  roles: { kind: 'claim', claim: 'groups' },
  claims: [
    { name: 'level', claim: 'level', type: 'Long' },
    { name: 'email', claim: 'email', type: 'String' },
  ],
};
/** The issuer's signing key; made once, because making one takes a while. */
export const SIGNER: ForgeKey = rsaKey('key-1');

const ROUTE = { maxBodyBytes: 0, contentTypes: [] };
export const DECLARATIONS: Declarations = {
  version: 1,
  proxy: { version: 1, issuers: [ISSUER] },
  apis: [
    {
      version: 1,
      api: 'shop',
      routes: [
        { ...ROUTE, method: 'GET', path: '/items/{item}', action: 'ReadItem' },
        { ...ROUTE, method: 'PUT', path: '/items/{item}', action: 'WriteItem' },
        { ...ROUTE, method: 'GET', path: '/files/{path+}', action: 'ReadFile' },
      ],
      upstream: { insecure: false, timeoutMs: 1000 },
      credential: { kind: 'none' },
    },
  ],
  policies: [
    {
      id: 'base',
      text: `permit(principal in Gatehouse::Role::"reader", action == Gatehouse::Action::"shop:ReadItem", resource);
        permit(principal in Gatehouse::Role::"writer", action in Gatehouse::Action::"shop:*", resource);
        forbid(principal in Gatehouse::Role::"writer", action == Gatehouse::Action::"shop:WriteItem", resource)
          when { context.path.item == "sealed" };
        permit(principal, action == Gatehouse::Action::"shop:ReadFile", resource) when { context.claims has level && context.claims.level > 3 };`,
    },
    {
      id: 'own',
      tenant: 'globex',
      text: 'permit(principal, action == Gatehouse::Action::"shop:ReadItem", resource);',
    },
  ],
  tenants: [{ tenant: 'acme' }, { tenant: 'globex' }],
  users: [
    { tenant: 'acme', user: 'ci', roles: ['reader'], planId: 'plan' },
    { tenant: 'acme', user: 'bob', roles: ['writer'], planId: 'plan' },
    { tenant: 'globex', user: 'eve', roles: ['writer'], planId: 'plan' },
  ],
};

/** An authorizer with everything but the network, the table and the clock. */
export class AuthorizerRig {
  time = NOW;
  readonly clock = { now: (): number => this.time };
  readonly registry = new MemoryRegistry();
  readonly records: AuditRecord[] = [];
  readonly lines: string[] = [];
  jwks: unknown = { keys: [SIGNER.jwk] };
  fetches = 0;
  fetchFault: Error | undefined;
  /** What the issuers of opaque tokens answer, by token; an error is a fault, nothing is an inactive token. */
  readonly introspections = new Map<string, Readonly<Record<string, unknown>> | Error>();
  readonly asked: string[] = [];
  /** Requests that used proofs, by partition key. */
  readonly usedProofs = new Map<string, string>();
  readonly ports: AuthorizerPorts;
  #ids = 0;

  constructor(freshnessMs = 0, replaced: Partial<AuthorizerPorts> = {}) {
    this.registry.publish(DECLARATIONS);
    const registry = new DynamoDbRegistryReader(this.registry, TABLE, freshnessMs, this.clock);
    const fetch = async (): Promise<Buffer> => {
      this.fetches += 1;
      if (this.fetchFault !== undefined) {
        throw this.fetchFault;
      }
      return Buffer.from(JSON.stringify(this.jwks));
    };
    this.ports = {
      registry,
      releases: new ReleaseCache(registry, this.clock),
      jwts: new KnownJwts(),
      memory: new DecisionMemory(),
      verifier: new AwsJwtVerifier(new JwksCache(fetch, this.clock)),
      introspector: {
        introspect: async (token, issuer) => {
          this.asked.push(`${issuer.id} ${token}`);
          const claims = this.introspections.get(token);
          if (claims instanceof Error) {
            throw claims;
          }
          return claims === undefined ? { active: false } : { active: true, claims };
        },
      },
      proofVerifier: new JwkProofVerifier(),
      proofs: {
        use: async ({ pk }, { usedBy }) => {
          this.usedProofs.set(pk, this.usedProofs.get(pk) ?? usedBy);
          return this.usedProofs.get(pk) === usedBy;
        },
      },
      trail: new AuditTrail(
        {
          write: (record, line) => {
            this.records.push(record);
            this.lines.push(line);
          },
        },
        this.clock,
        'container-1',
      ),
      evaluate: evaluatePolicySet,
      clock: this.clock,
      newId: () => `id-${(this.#ids += 1)}`,
      within: (work) => work,
      ...replaced,
    };
  }

  async ask(request: Partial<AuthorizationRequest> = {}): Promise<Verdict> {
    return await authorize(
      {
        method: 'GET',
        path: '/shop/items/1',
        query: null,
        headers: null,
        requestId: 'request-1',
        extendedRequestId: 'extended-1',
        sourceAddress: '203.0.113.9',
        ...request,
      },
      this.ports,
    );
  }

  async askAs(bearer: string, request: Partial<AuthorizationRequest> = {}): Promise<Verdict> {
    return await this.ask({ headers: { Authorization: [`Bearer ${bearer}`] }, ...request });
  }

  get reason(): string | undefined {
    return this.records.at(-1)?.unmapped.reason;
  }

  /** Claims that the issuer's tokens carry now. */
  claims(change: Record<string, unknown> = {}): Record<string, unknown> {
    const seconds = this.time / 1000;
    return {
      iss: ISSUER.issuer,
      aud: 'api://gateway',
      sub: 'alice',
      org: 'acme',
      groups: ['reader'],
      iat: seconds,
      exp: seconds + 600,
      jti: 'token-1',
      ...change,
    };
  }

  jwt(change: Record<string, unknown> = {}, header: Record<string, unknown> = {}): string {
    return forgeJwt(SIGNER, { alg: 'RS256', kid: 'key-1', typ: 'JWT', ...header }, this.claims(change));
  }
}
