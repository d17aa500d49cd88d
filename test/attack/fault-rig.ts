import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { parseAuditLine } from '../../cli/audit-line';
import { type LocalGateway, startLocalGateway } from '../../cli/local-gateway';
import type { AuditDetail } from '../../lambda/contract/audit-record';
import { send } from '../conformance/check-case';
import { ROOT, removeAssembly, synthesize } from '../support/sample-assembly';
import { type Caller, FaultCallers, introspect, KEY_SET, PATH } from './fault-callers';
import { FaultEndpoint, passTo } from './fault-endpoint';
import { ANSWERS, DEPENDENCIES, type Dependency, type FaultCell } from './fault-matrix';

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
  /** Calls of each caller, all at once: whether any of them reached the upstream is then certain. */
  callAll(callers: readonly Caller[], copies: number): Promise<{ answers: FaultAnswer[]; reached: number }>;
  /** How often the fault was met since it was injected: as its endpoint counted, or, without one, as functions wrote. */
  met(cell: FaultCell): number;
  /** Audit records since the fault was injected. */
  records(): readonly AuditDetail[];
  stop(): Promise<void>;
}

/** Longer than a secret serves unread; key sets and records are over long before. */
const FORGET_MS = 3_600_000 + 300_001;
/** Longer than functions wait before they ask a failed dependency again. */
const HEAL_MS = 11_000;
/** Reserved for names that do not resolve. @see RFC 6761, section 6.4 */
const NOWHERE = 'http://no-such-host.invalid';
/** The discard port: nobody listens. */
const CLOSED = 'http://127.0.0.1:9';
/** What functions write of an outage, in records or beside them. */
const TRACES: Readonly<Record<Dependency, RegExp>> = {
  issuer: /"reason":"issuer_/,
  introspection: /The introspection endpoint .* cannot be asked/,
  registry: /"reason":"(registry_|decision_timeout)/,
  proof: /The use of a proof cannot be written/,
  secret: /"reason":"secret_/,
  upstream: /"reason":"upstream_/,
};

/** @param change made to the assembly before it is served. */
export async function startFaultRig(change: (assembly: string) => void = () => undefined): Promise<FaultRig> {
  const assembly = synthesize(path.join(ROOT, 'test', 'attack', 'fault-app.ts'));
  change(assembly);
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
  const table = await FaultEndpoint.start(passTo(twin.endpoints.dynamodb), ANSWERS.registry);
  const endpoints: Readonly<Record<Dependency, FaultEndpoint>> = {
    issuer: await FaultEndpoint.start((_, response) => response.end(KEY_SET), ANSWERS.issuer),
    introspection: await FaultEndpoint.start(
      (request, response) => void answerIntrospection(gateway, request, response),
      ANSWERS.introspection,
    ),
    registry: table,
    proof: table,
    secret: await FaultEndpoint.start(passTo(twin.endpoints.secretsManager), ANSWERS.secret),
    upstream: await FaultEndpoint.start((_, response) => {
      reached += 1;
      response.end('{}');
    }, ANSWERS.upstream),
  };
  const origins: Readonly<Record<Dependency, string>> = {
    issuer: 'https://workforce.example.com/.well-known/jwks.json',
    introspection: 'https://legacy.example.com/introspect',
    registry: twin.endpoints.dynamodb,
    proof: twin.endpoints.dynamodb,
    secret: twin.endpoints.secretsManager,
    upstream: 'https://orders.example.com',
  };
  const callers = new FaultCallers(gateway);
  const heal = (): void => {
    for (const name of DEPENDENCIES) {
      endpoints[name].clear();
      twin.setEgress(origins[name], endpoints[name].url);
    }
    twin.clock.advance(HEAL_MS);
  };
  heal();
  let linesBefore = 0;
  const lines = (): readonly string[] => log.slice(linesBefore);
  const call = async (caller: Caller): Promise<FaultAnswer> => {
    const { status, body } = await send(twin.url, {
      method: 'GET',
      path: PATH,
      headers: await callers.headersOf(caller),
    });
    return { caller, status, code: codeOf(body) };
  };
  const reachedNow = (): number => reached + endpoints.upstream.hits;
  return {
    inject: ({ dependency, fault, denied }) => {
      linesBefore = log.length;
      if (fault === 'dns' || fault === 'refused') {
        twin.setEgress(origins[dependency], fault === 'dns' ? NOWHERE : CLOSED);
      } else {
        endpoints[dependency].show(fault, denied, dependency === 'proof' ? isWrite : undefined);
      }
    },
    heal,
    forget: () => twin.clock.advance(FORGET_MS),
    call,
    callAll: async (kinds, copies) => {
      const before = reachedNow();
      const answers = await Promise.all(
        Array.from({ length: copies }, () => kinds).flatMap((each) => each.map((caller) => call(caller))),
      );
      return { answers, reached: reachedNow() - before };
    },
    met: ({ dependency, fault }) =>
      fault === 'dns' || fault === 'refused'
        ? lines().filter((line) => TRACES[dependency].test(line)).length
        : endpoints[dependency].hits,
    records: () => lines().flatMap((line) => parseAuditLine(line)?.unmapped ?? []),
    stop: async () => {
      callers.stop();
      await gateway.stop();
      await Promise.all([...new Set(Object.values(endpoints))].map((endpoint) => endpoint.stop()));
      removeAssembly(assembly);
    },
  };
}

function isWrite({ headers }: IncomingMessage): boolean {
  return headers['x-amz-target'] === 'DynamoDB_20120810.PutItem';
}

async function answerIntrospection(
  { twin }: LocalGateway,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = new URLSearchParams(await text(request)).get('token');
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(introspect(asked, twin.clock.now())));
}

function codeOf(body: Buffer): unknown {
  try {
    return (JSON.parse(body.toString()) as { code?: unknown }).code;
  } catch {
    return 'no JSON';
  }
}
