import path from 'node:path';
import { type LocalGateway, startLocalGateway } from '../../cli/local-gateway';
import { parseAuditLine } from '../../cli/audit-line';
import { send } from '../conformance/check-case';
import { forgeJwt, rsaKey } from '../support/jwt-forge';
import { ROOT, removeAssembly, synthesize } from '../support/sample-assembly';
import { FaultEndpoint, passTo } from './fault-endpoint';
import { ANSWERS, type Dependency, type FaultCell } from './fault-matrix';

export type Caller = 'proxyToken' | 'jwt' | 'unpermittedToken' | 'unpermittedJwt' | 'forgedJwt' | 'nobody';

export interface FaultAnswer {
  readonly caller: Caller;
  readonly status: number;
  readonly code: unknown;
}

/** The shipped functions on the twin, with a dependency of each kind that can fail. */
export interface FaultRig {
  /** From now on a dependency fails. */
  inject(cell: FaultCell): void;
  /** Everything is well again, and nothing that was learnt of it is held against it. */
  heal(): void;
  /** Lets everything that is remembered run out. */
  forget(): void;
  call(caller: Caller): Promise<FaultAnswer>;
  /** How often the endpoint showed its fault; where there is none to be met, faults that functions recorded. */
  met(cell: FaultCell): number;
  /** Requests that got to the upstream. */
  readonly reached: number;
  stop(): Promise<void>;
}

/** Longer than a secret serves unread; key sets and records are over long before. */
const FORGET_MS = 3_600_000 + 300_001;
/** Longer than functions wait before they ask a failed dependency again. */
const HEAL_MS = 11_000;
const KEY = rsaKey('w1');
const JWKS_URI = 'https://workforce.example.com/.well-known/jwks.json';
/** Reserved for names that do not resolve. @see RFC 6761, section 6.4 */
const NOWHERE = 'http://no-such-host.invalid';
/** The discard port: nobody listens. */
const CLOSED = 'http://127.0.0.1:9';
/** Reasons that an outage of each has in the records. */
const REASONS: Readonly<Record<Dependency, RegExp>> = {
  issuer: /^issuer_/,
  registry: /^(registry_|decision_timeout)/,
  secret: /^secret_/,
  upstream: /^upstream_/,
};

export async function startFaultRig(): Promise<FaultRig> {
  const assembly = synthesize(path.join(ROOT, 'test', 'attack', 'fault-app.ts'));
  const log: string[] = [];
  const gateway = await startLocalGateway({
    assembly,
    port: 0,
    upstreams: [],
    issuers: [],
    secrets: [],
    fillSecrets: true,
    onNotice: () => undefined,
    onLog: (line) => log.push(line),
  });
  let reached = 0;
  const { twin } = gateway;
  const endpoints: Readonly<Record<Dependency, FaultEndpoint>> = {
    issuer: await FaultEndpoint.start(
      (_, response) => response.end(JSON.stringify({ keys: [KEY.jwk] })),
      ANSWERS.issuer,
    ),
    registry: await FaultEndpoint.start(passTo(twin.endpoints.dynamodb), ANSWERS.registry),
    secret: await FaultEndpoint.start(passTo(twin.endpoints.secretsManager), ANSWERS.secret),
    upstream: await FaultEndpoint.start((_, response) => {
      reached += 1;
      response.end('{}');
    }, ANSWERS.upstream),
  };
  const origins: Readonly<Record<Dependency, string>> = {
    issuer: JWKS_URI,
    registry: twin.endpoints.dynamodb,
    secret: twin.endpoints.secretsManager,
    upstream: 'https://orders.example.com',
  };
  const route = (dependency: Dependency, to: string): void => twin.setEgress(origins[dependency], to);
  const heal = (): void => {
    for (const [name, endpoint] of Object.entries(endpoints)) {
      endpoint.clear();
      route(name as Dependency, endpoint.url);
    }
    twin.clock.advance(HEAL_MS);
  };
  heal();
  let recordsBefore = 0;
  return {
    inject: ({ dependency, fault, denied }) => {
      recordsBefore = log.length;
      if (fault === 'dns' || fault === 'refused') {
        route(dependency, fault === 'dns' ? NOWHERE : CLOSED);
      } else {
        endpoints[dependency].show(fault, denied);
      }
    },
    heal,
    forget: () => twin.clock.advance(FORGET_MS),
    call: (caller) => callAs(gateway, caller),
    met: ({ dependency, fault }) =>
      fault === 'dns' || fault === 'refused'
        ? log
            .slice(recordsBefore)
            .filter((line) => REASONS[dependency].test(parseAuditLine(line)?.unmapped.reason ?? '')).length
        : endpoints[dependency].hits,
    get reached() {
      return reached + endpoints.upstream.hits;
    },
    stop: async () => {
      await gateway.stop();
      await Promise.all(Object.values(endpoints).map((endpoint) => endpoint.stop()));
      removeAssembly(assembly);
    },
  };
}

async function callAs(gateway: LocalGateway, caller: Caller): Promise<FaultAnswer> {
  const credential = credentialOf(gateway, caller);
  const { status, body } = await send(gateway.twin.url, {
    method: 'GET',
    path: '/orders/orders',
    headers: credential === undefined ? {} : { Authorization: `Bearer ${credential}` },
  });
  let code: unknown;
  try {
    ({ code } = JSON.parse(body.toString()) as { code?: unknown });
  } catch {
    code = 'no JSON';
  }
  return { caller, status, code };
}

function credentialOf({ description, twin }: LocalGateway, caller: Caller): string | undefined {
  const token = (id: string): string => String(description.users.find((user) => user.id === id)?.token);
  const now = Math.floor(twin.clock.now() / 1000);
  const jwt = (roles: readonly string[]): string =>
    forgeJwt(
      KEY,
      { alg: 'RS256', typ: 'JWT', kid: 'w1' },
      {
        iss: 'https://workforce.example.com',
        aud: 'gatehouse',
        sub: 'jane',
        tenant: 'acme',
        roles,
        iat: now,
        exp: now + 600,
      },
    );
  switch (caller) {
    case 'proxyToken':
      return token('shop');
    case 'unpermittedToken':
      return token('idle');
    case 'jwt':
      return jwt(['buyer']);
    case 'unpermittedJwt':
      return jwt(['clerk']);
    case 'forgedJwt':
      return `${jwt(['buyer']).slice(0, -8)}AAAAAAAA`;
    case 'nobody':
      return undefined;
  }
}
