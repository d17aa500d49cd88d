import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { parseAuditLine } from '../../cli/audit-line';
import { type LocalGateway, startLocalGateway } from '../../cli/local-gateway';
import { TWIN_CLIENT } from '../../cli/twin-client';
import { systemRandomness } from '../../lambda/adapters/system-randomness';
import type { AuditDetail } from '../../lambda/contract/audit-record';
import { type TokenRecord, tokenKey } from '../../lambda/contract/registry-records';
import { mintProxyToken } from '../../lambda/domain/proxy-token';
import { tenantReference, userReference } from '../../lambda/domain/reference';
import { type RecordedRequest, RecordingUpstream } from '../forwarder/recording-upstream';
import { type ForgeKey, forgeJwt, rsaKey } from '../support/jwt-forge';
import { recordCalls } from '../support/recorded-calls';
import { ROOT, removeAssembly, synthesize } from '../support/sample-assembly';

export interface RawAnswer {
  /** 0 where the connection was closed without an answer. */
  readonly status: number;
  /** All that came back, as Latin-1. */
  readonly text: string;
  /**
   * What has reached the upstream since, but for what is known to be of another `request`. A connection can be closed
   * on its client while the call goes on, so this may grow.
   */
  readonly reached: readonly RecordedRequest[];
}

/** The attacked gateway, the upstream behind it, and issuers whose keys the tests hold. */
export interface AttackRig {
  readonly gateway: LocalGateway;
  readonly upstream: RecordingUpstream;
  readonly assembly: string;
  readonly keys: Readonly<Record<'workforce' | 'partner', ForgeKey>>;
  /** Credentials of the upstreams. */
  readonly secrets: Readonly<Record<'orders' | 'legacy', string>>;
  /** Lines of functions and access log. */
  readonly log: readonly string[];
  /** All that clients got. */
  readonly answers: readonly string[];
  /** Proxy token of a user, `tenant/user`. */
  token(user: string): string;
  /** Claims that `workforce` would sign for a buyer of `acme`, with these changes; `undefined` leaves one out. */
  claims(changes?: Readonly<Record<string, unknown>>): Record<string, unknown>;
  jwt(changes?: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): string;
  /**
   * Sends bytes (Latin-1) on a connection of their own and reads until it closes.
   *
   * @param url of the server. @default the gateway
   */
  raw(bytes: string, url?: string): Promise<RawAnswer>;
  /** A request with these lines after the request line; Host and Connection are added. */
  request(target: string, lines?: readonly string[], method?: string, body?: string): Promise<RawAnswer>;
  /** Every item of the registry, read past the product. */
  items(): Promise<Record<string, unknown>[]>;
  /** Stores a further proxy token of a user and returns it. */
  mint(user: string, changes?: Partial<TokenRecord>): Promise<string>;
  records(): AuditDetail[];
  /** Access log lines. */
  accesses(): Readonly<Record<string, unknown>>[];
  stop(): Promise<void>;
}

const SECRETS = { orders: 'canary-orders+/7d1f0c55aa31e0', legacy: 'canary-legacy+/90b2c81e44f7d3' };
/** On a connection that is neither answered nor closed, in milliseconds. */
const SOCKET_LIMIT_MS = 30_000;
/** Names the request that a call to the upstream comes of. */
const CASE = 'X-Attack-Case';
const HEADER = { alg: 'RS256', typ: 'JWT', kid: 'w1' };

export async function startAttackRig(): Promise<AttackRig> {
  const assembly = synthesize(path.join(ROOT, 'test', 'attack', 'attack-app.ts'));
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-attack-'));
  const keys = { workforce: rsaKey('w1'), partner: rsaKey('p1') };
  const issuers = await startIssuers(keys);
  const upstream = await RecordingUpstream.start();
  const log: string[] = [];
  const answers: string[] = [];
  const gateway = await startLocalGateway({
    assembly,
    port: 0,
    upstreams: Object.keys(SECRETS).map((api) => `${api}=${upstream.origin}`),
    issuers: Object.keys(keys).map((name) => `${name}=${issuers.url}/${name}`),
    secrets: Object.entries(SECRETS).map(([api, text]) => {
      const file = path.join(folder, api);
      writeFileSync(file, text);
      return `${api}=${file}`;
    }),
    fillSecrets: false,
    onNotice: (text) => log.push(text),
    onLog: (line) => log.push(line),
    onServiceCall: recordCalls(assembly),
  });

  const tableName = String(gateway.twin.tables[0]?.name);
  const documents = DynamoDBDocumentClient.from(
    new DynamoDBClient({ ...TWIN_CLIENT, endpoint: gateway.twin.endpoints.dynamodb }),
  );
  const claims = (changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => {
    const now = Math.floor(gateway.twin.clock.now() / 1000);
    const whole = { iss: 'https://workforce.example.com', aud: 'gatehouse', sub: 'jane', iat: now, exp: now + 600 };
    return { ...whole, tenant: 'acme', roles: ['buyer'], ...changes };
  };
  let cases = 0;
  const raw = async (bytes: string, url = gateway.twin.url, own?: string): Promise<RawAnswer> => {
    const before = upstream.requests.length;
    const text = await exchange(Number(new URL(url).port), bytes);
    answers.push(text);
    return {
      status: Number(/HTTP\/1\.1 (?!100)(\d{3})/.exec(text)?.[1] ?? 0),
      text,
      get reached() {
        return upstream.requests.slice(before).filter(({ headers }) => {
          const tag = headers.find((line) => line.startsWith(`${CASE.toLowerCase()}:`));
          return tag === undefined || own === undefined || tag.endsWith(` ${own}`);
        });
      },
    };
  };
  return {
    gateway,
    upstream,
    assembly,
    keys,
    secrets: SECRETS,
    log,
    answers,
    token: (user) => String(gateway.description.users.find(({ tenant, id }) => `${tenant}/${id}` === user)?.token),
    claims,
    jwt: (changes, header) => forgeJwt(keys.workforce, { ...HEADER, ...header }, claims(changes)),
    raw,
    request: (target, lines = [], method = 'GET', body = '') => {
      const own = String((cases += 1));
      const head = [`${method} ${target} HTTP/1.1`, 'Host: x', `${CASE}: ${own}`, ...lines, 'Connection: close'];
      return raw([...head, '', body].join('\r\n'), gateway.twin.url, own);
    },
    items: async () => {
      const { Items = [] } = await documents.send(new ScanCommand({ TableName: tableName }));
      return Items;
    },
    mint: async (user, changes) => {
      const [tenant, name] = user.split('/') as [string, string];
      const owner = { tenantRef: tenantReference(tenant), userRef: userReference(tenant, name) };
      const { tokenId, text, digest } = mintProxyToken(owner, systemRandomness);
      const record: TokenRecord = { tenant, user: name, tokenId, digest, status: 'active', createdAt: 0, ...changes };
      await documents.send(
        new PutCommand({
          TableName: tableName,
          Item: { ...tokenKey(owner.tenantRef, owner.userRef, tokenId), ...record },
        }),
      );
      return text.reveal();
    },
    records: () => log.flatMap((line) => parseAuditLine(line)?.unmapped ?? []),
    accesses: () =>
      log
        .filter((line) => line.startsWith('{"requestId"'))
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>),
    stop: async () => {
      documents.destroy();
      await gateway.stop();
      await upstream.stop();
      issuers.server.close();
      removeAssembly(assembly);
      rmSync(folder, { recursive: true });
    },
  };
}

function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(Buffer.from(bytes, 'latin1')));
    let text = '';
    socket.setTimeout(SOCKET_LIMIT_MS, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    // A reset is an answer too.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}

/** One server for all issuers: a folder with a discovery document and a key set each. */
async function startIssuers(
  keys: Readonly<Record<string, ForgeKey>>,
): Promise<{ readonly url: string; readonly server: http.Server }> {
  const server = http.createServer((request, response) => {
    const name = String(request.url).split('/')[1] as string;
    const { port } = server.address() as AddressInfo;
    response.end(
      JSON.stringify(
        request.url?.endsWith('/jwks')
          ? { keys: [keys[name]?.jwk] }
          : { issuer: `https://${name}.example.com`, jwks_uri: `http://127.0.0.1:${port}/${name}/jwks` },
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
