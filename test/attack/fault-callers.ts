import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { LocalGateway } from '../../cli/local-gateway';
import { TWIN_CLIENT } from '../../cli/twin-client';
import { type ProofRecord, proofKey } from '../../lambda/contract/registry-records';
import { proofReference } from '../../lambda/domain/reference';
import { dpopKey, forgeProof } from '../support/dpop-forge';
import { ecKey, forgeJwt, rsaKey } from '../support/jwt-forge';
import type { Dependency } from './fault-matrix';

/** Whoever is let through while all is well. */
export const AUTHORISED = ['proxyToken', 'jwt', 'opaqueToken', 'boundToken'] as const;
/** Whoever never is. */
export const UNAUTHORISED = [
  'unpermittedToken',
  'unpermittedJwt',
  'forgedJwt',
  'inactiveToken',
  'replayedProof',
  'nobody',
] as const;
export type Caller = (typeof AUTHORISED)[number] | (typeof UNAUTHORISED)[number];

export const PATH = '/orders/orders';
const OPAQUE = 'an-opaque-token-that-is-active';
const KEY = rsaKey('w1');
const PROOF_KEY = dpopKey(ecKey('sender'), 'ES256');

/** What each caller is told while all is well. */
export const STATUS: Readonly<Record<Caller, number>> = {
  proxyToken: 200,
  jwt: 200,
  opaqueToken: 200,
  boundToken: 200,
  unpermittedToken: 403,
  unpermittedJwt: 403,
  forgedJwt: 401,
  inactiveToken: 401,
  replayedProof: 401,
  nobody: 401,
};

/** What each caller's request needs before it is answered so. */
export const NEEDS: Readonly<Record<Caller, readonly Dependency[]>> = {
  proxyToken: ['registry', 'secret', 'upstream'],
  jwt: ['issuer', 'registry', 'secret', 'upstream'],
  // The secret that the proxy asks the issuer with comes first.
  opaqueToken: ['secret', 'introspection', 'registry', 'upstream'],
  boundToken: ['issuer', 'registry', 'proof', 'secret', 'upstream'],
  unpermittedToken: ['registry'],
  unpermittedJwt: ['issuer', 'registry'],
  forgedJwt: ['issuer'],
  inactiveToken: ['secret', 'introspection'],
  replayedProof: ['issuer', 'registry', 'proof'],
  nobody: [],
};

/** The issuer's key set. */
export const KEY_SET = JSON.stringify({ keys: [KEY.jwk] });

/** What the other issuer says of a token. @see RFC 7662, section 2.2 */
export function introspect(token: string | null, now: number): Readonly<Record<string, unknown>> {
  return token === OPAQUE
    ? {
        active: true,
        sub: 'jo',
        aud: 'gatehouse',
        iss: 'https://legacy.example.com',
        exp: Math.floor(now / 1000) + 600,
      }
    : { active: false };
}

/** Makes each caller's headers anew for every request. */
export class FaultCallers {
  readonly #documents: DynamoDBDocumentClient;
  #serial = 0;

  constructor(private readonly gateway: LocalGateway) {
    this.#documents = DynamoDBDocumentClient.from(
      new DynamoDBClient({
        ...TWIN_CLIENT,
        endpoint: gateway.twin.endpoints.dynamodb,
        // A connection that was kept for the next cell may be closed by then.
        requestHandler: { httpAgent: { keepAlive: false } },
      }),
    );
  }

  stop(): void {
    this.#documents.destroy();
  }

  async headersOf(caller: Caller): Promise<Readonly<Record<string, string>>> {
    switch (caller) {
      case 'proxyToken':
        return bearer(this.#proxyToken('shop'));
      case 'unpermittedToken':
        return bearer(this.#proxyToken('idle'));
      case 'jwt':
        return bearer(this.#jwt(['buyer']));
      case 'unpermittedJwt':
        return bearer(this.#jwt(['clerk']));
      case 'forgedJwt':
        return bearer(`${this.#jwt(['buyer']).slice(0, -8)}AAAAAAAA`);
      case 'opaqueToken':
        return bearer(OPAQUE);
      case 'inactiveToken':
        return bearer(`${OPAQUE}-no-more`);
      case 'boundToken':
        return this.#bound(this.#nextProof());
      case 'replayedProof':
        return this.#bound(await this.#usedProof());
      case 'nobody':
        return {};
    }
  }

  get #now(): number {
    return Math.floor(this.gateway.twin.clock.now() / 1000);
  }

  #proxyToken(id: string): string {
    return String(this.gateway.description.users.find((user) => user.id === id)?.token);
  }

  #jwt(roles: readonly string[], claims: Readonly<Record<string, unknown>> = {}): string {
    const iat = this.#now;
    const own = { iss: 'https://workforce.example.com', aud: 'gatehouse', sub: 'jane', tenant: 'acme', roles };
    return forgeJwt(KEY, { alg: 'RS256', typ: 'JWT', kid: 'w1' }, { ...own, iat, exp: iat + 600, ...claims });
  }

  #bound(jti: string): Readonly<Record<string, string>> {
    const token = this.#jwt(['buyer'], { cnf: { jkt: PROOF_KEY.thumbprint } });
    const { restApiId, stage } = this.gateway.twin.gateways[0] as LocalGateway['twin']['gateways'][number];
    const htu = `https://${restApiId}.execute-api.us-east-1.amazonaws.com/${stage}${PATH}`;
    return { Authorization: `DPoP ${token}`, DPoP: forgeProof(PROOF_KEY, { token, htu, iat: this.#now }, { jti }) };
  }

  #nextProof(): string {
    this.#serial += 1;
    return `proof-of-a-fault-${this.#serial}`;
  }

  /** Written past the functions, so that nothing of theirs is warm by it. */
  async #usedProof(): Promise<string> {
    const jti = this.#nextProof();
    const record: ProofRecord = { usedBy: 'an earlier request', ttl: this.#now + 600 };
    const TableName = String(this.gateway.twin.tables[0]?.name);
    const Item = { ...proofKey(proofReference(PROOF_KEY.thumbprint, jti)), ...record };
    await this.#documents.send(new PutCommand({ TableName, Item }));
    return jti;
  }
}

function bearer(token: string): Readonly<Record<string, string>> {
  return { Authorization: `Bearer ${token}` };
}
