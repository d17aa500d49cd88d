import { NodeUpstreamClient } from '../../lambda/adapters/upstream-client';
import { type ApiDocument, actionId, routeKey } from '../../lambda/contract/api-document';
import type { AuditRecord } from '../../lambda/contract/audit-record';
import { type AuthorizerContext, encodeAuthorizerContext } from '../../lambda/contract/authorizer-context';
import { AuditTrail } from '../../lambda/domain/audit-trail';
import { canonicaliseRequest } from '../../lambda/domain/canonical-request';
import type { ForwardInput } from '../../lambda/domain/forward-input';
import type { Forwarder } from '../../lambda/domain/forwarder';
import { Redacted, type SecretReader, type UpstreamClient } from '../../lambda/domain/ports';
import { RouteTable } from '../../lambda/domain/route-table';
import { composeForwarder } from '../../lambda/forwarder/compose-forwarder';
import { RecordingUpstream } from './recording-upstream';

export const SECRET = 'upstream-secret-1';

export const DOCUMENT: ApiDocument = {
  version: 1,
  api: 'shop',
  routes: [
    ...['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'].map((method) => ({
      method,
      path: '/items/{id}',
      action: `${method}Item`,
      maxBodyBytes: 1000,
      contentTypes: [],
    })),
    { method: 'POST', path: '/notes', action: 'AddNote', maxBodyBytes: 8, contentTypes: ['text/plain'] },
    { method: 'GET', path: '', action: 'ReadShop', maxBodyBytes: 0, contentTypes: [] },
  ],
  upstream: { insecure: true, timeoutMs: 2_000 },
  credential: { kind: 'bearer' },
};

export interface Forwarded {
  readonly status: number;
  /** `name: value`, names in lower case. */
  readonly headers: readonly string[];
  readonly body: string;
  readonly record: AuditRecord;
}

/** The secret as a test sets it: versions `v1`, `v2`, … a change. */
export class FakeSecrets implements SecretReader {
  public version = 1;
  public value = SECRET;
  public next: (() => void) | undefined;
  public refreshes = 0;

  public async current(refresh: boolean): Promise<{ versionId: string; value: Redacted } | 'empty'> {
    this.refreshes += refresh ? 1 : 0;
    this.next?.();
    return this.value === '' ? 'empty' : { versionId: `v${this.version}`, value: new Redacted(this.value) };
  }
}

/** A forwarder in front of a loopback upstream, and an authorizer's side that decided on whatever is sent. */
export class Forwarding {
  public readonly records: AuditRecord[] = [];
  public readonly secrets = new FakeSecrets();
  public readonly time = { now: 1_700_000_000_000 };
  public readonly forwarder: Forwarder;
  readonly #client: NodeUpstreamClient;

  private constructor(
    public readonly upstream: RecordingUpstream,
    private readonly document: ApiDocument,
    upstreamUrl: string,
    client?: UpstreamClient,
  ) {
    const clock = { now: () => this.time.now };
    this.#client = new NodeUpstreamClient(clock);
    this.forwarder = composeForwarder(
      { upstreamUrl, secretArn: 'arn:secret' },
      document,
      {
        clock,
        secretOf: () => this.secrets,
        upstream: client ?? this.#client,
        audit: new AuditTrail({ write: (record) => this.records.push(record) }, clock, 'chain'),
      },
      () => true,
    );
  }

  public static async start(
    change: Partial<ApiDocument> = {},
    options: { readonly basePath?: string; readonly client?: UpstreamClient } = {},
  ): Promise<Forwarding> {
    const upstream = await RecordingUpstream.start();
    const url = `${upstream.origin}${options.basePath ?? '/base'}`;
    return new Forwarding(upstream, { ...DOCUMENT, ...change }, url, options.client);
  }

  public async stop(): Promise<void> {
    this.#client.close();
    await this.upstream.stop();
  }

  /** What the authorizer would say of a request: decided and permitted, unless changed. */
  public contextOf(input: ForwardInput, change: Partial<AuthorizerContext> = {}): Record<string, string> {
    const canonical = canonicaliseRequest(input);
    const request = canonical.ok ? canonical.request : undefined;
    const route = request && new RouteTable(this.document.routes).match(request.method, request.path)?.route;
    return encodeAuthorizerContext({
      id: 'own-id',
      verdict: 'forward',
      reason: 'none',
      tenant: 'acme',
      principal: 'acme/ann',
      api: this.document.api,
      route: route === undefined ? '-' : routeKey(route),
      action: route === undefined ? '-' : actionId(this.document.api, route.action),
      digest: request?.digest ?? '-',
      policies: 'allow.0,allow.1',
      ...change,
    });
  }

  public input(change: Partial<ForwardInput> = {}): ForwardInput {
    return {
      method: 'GET',
      path: '/shop/items/1',
      stagePath: '/prod',
      query: null,
      headers: null,
      body: null,
      isBase64Encoded: true,
      authorizer: undefined,
      requestId: 'client-chosen-id',
      extendedRequestId: 'ext-id=',
      sourceAddress: '192.0.2.1',
      remainingMs: () => 28_000,
      ...change,
    };
  }

  /** Sends a request as the authorizer decided on it; `context` changes what it said. */
  public send(change: Partial<ForwardInput> = {}, context: Partial<AuthorizerContext> = {}): Promise<Forwarded> {
    const input = this.input(change);
    return this.sendAs({ ...input, authorizer: this.contextOf(input, context) });
  }

  public async sendAs(input: ForwardInput): Promise<Forwarded> {
    const before = this.records.length;
    const answer = await this.forwarder.forward(input);
    expect(this.records).toHaveLength(before + 1);
    return {
      status: answer.status,
      headers: [...answer.headers].flatMap(([name, values]) =>
        values.map((value) => `${name.toLowerCase()}: ${value}`),
      ),
      body: Buffer.from(answer.body).toString('latin1'),
      record: this.records[before] as AuditRecord,
    };
  }
}

/** What a refusal says to the client, and why in the record. */
export function refusal(forwarded: Forwarded): { status: number; reason: string; called: boolean } {
  const problem = JSON.parse(forwarded.body);
  expect(Object.keys(problem)).toEqual(['type', 'title', 'status', 'code', 'id']);
  expect(problem).toMatchObject({ status: forwarded.status, id: 'ext-id=' });
  expect(forwarded.headers).toContain('content-type: application/problem+json');
  expect(forwarded.headers).toContain('x-request-id: ext-id=');
  const { unmapped } = forwarded.record;
  expect(unmapped).toMatchObject({ event: 'outcome', status: forwarded.status });
  return { status: forwarded.status, reason: unmapped.reason, called: unmapped.upstream !== '-' };
}
