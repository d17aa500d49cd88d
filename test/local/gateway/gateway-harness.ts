import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createGateway, type Gateway, type GatewayOptions } from '../../../local/gateway/gateway';
import { HTTP_SERVER_OPTIONS } from '../../../local/gateway/http-server-options';
import type {
  ApiKeyStore,
  FunctionInvoker,
  GatewayAuthorizer,
  GatewayMethod,
  GatewayModel,
  GatewayResource,
  GatewayResponseModel,
  GatewayStage,
  InvokeResult,
  UsagePlanModel,
} from '../../../local/gateway/model';

export const API_ID = 'a1b2c3d4e5';
export const STAGE = 'prod';
export const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:forwarder';
export const AUTHORIZER_FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:authorizer';
export const ARN_PREFIX = `arn:aws:execute-api:eu-central-1:123456789012:${API_ID}/${STAGE}`;

/** Starts on a Wednesday, 10 July 2026 being a Friday would hide week boundaries. */
export const START = Date.UTC(2026, 6, 8, 19, 19, 4, 250);

export class SimulatedClock {
  #now = START;
  now(): number {
    return this.#now;
  }
  advance(seconds: number): void {
    this.#now += seconds * 1000;
  }
}

/** Whatever JSON the gateway made. */
export type Event = any;

export class FakeInvoker implements FunctionInvoker {
  readonly calls: { functionArn: string; event: Event; deadlineMs: number }[] = [];
  readonly #answers = new Map<string, (event: Event) => unknown>();
  #result: ((functionArn: string) => InvokeResult | undefined) | undefined;

  /** What a function returns. */
  on(functionArn: string, answer: (event: Event) => unknown): this {
    this.#answers.set(functionArn, answer);
    return this;
  }

  /** Ends a function's invocations in this way instead. */
  endWith(functionArn: string, result: Partial<Extract<InvokeResult, { ok: false }>>): this {
    this.#result = (called) =>
      called === functionArn
        ? {
            ok: false,
            errorType: 'Error',
            errorMessage: 'failed',
            timedOut: false,
            requestId: 'invocation-id',
            latencyMs: 7,
            ...result,
          }
        : undefined;
    return this;
  }

  async invoke(functionArn: string, event: unknown, deadlineMs: number): Promise<InvokeResult> {
    const received = JSON.parse(JSON.stringify(event));
    this.calls.push({ functionArn, event: received, deadlineMs });
    const failure = this.#result?.(functionArn);
    if (failure) return failure;
    const payload = this.#answers.get(functionArn)?.(received);
    return { ok: true, payload, requestId: 'invocation-id', latencyMs: 12 };
  }

  of(functionArn: string): Event[] {
    return this.calls.filter((call) => call.functionArn === functionArn).map(({ event }) => event);
  }
}

export class FakeKeys implements ApiKeyStore {
  readonly used: string[] = [];
  readonly #keys = new Map<string, { id: string; enabled: boolean }>();
  readonly #plans = new Map<string, UsagePlanModel>();

  add(value: string, plan?: Partial<UsagePlanModel>, enabled = true): this {
    const id = `id-of-${value}`;
    this.#keys.set(value, { id, enabled });
    if (plan) {
      const apiStages = [{ apiId: API_ID, stage: STAGE, throttle: new Map() }];
      this.#plans.set(id, { id: 'plan1', apiStages, ...plan });
    }
    return this;
  }
  keyByValue(value: string) {
    return this.#keys.get(value);
  }
  planFor(keyId: string): UsagePlanModel | undefined {
    return this.#plans.get(keyId);
  }
  recordUse(planId: string, keyId: string, at: Date): void {
    this.used.push(`${planId} ${keyId} ${at.toISOString()}`);
  }
}

/** Parts of a model; a route is `VERB /path`. */
export interface ModelParts {
  readonly routes?: Readonly<Record<string, Partial<GatewayMethod>>>;
  /** Resources without a method. */
  readonly bare?: readonly string[];
  readonly authorizer?: Partial<GatewayAuthorizer>;
  readonly responses?: Readonly<Record<string, Partial<GatewayResponseModel>>>;
  readonly stage?: Partial<GatewayStage>;
  readonly binaryMediaTypes?: readonly string[];
  readonly apiKeySource?: 'HEADER' | 'AUTHORIZER';
}

export const GUARDED: Partial<GatewayMethod> = { authorizationType: 'CUSTOM', authorizerId: 'auth1' };

export function aModel(parts: ModelParts = {}): GatewayModel {
  const routes = parts.routes ?? { 'ANY /{proxy+}': {} };
  const paths = [...new Set([...(parts.bare ?? []), ...Object.keys(routes).map((route) => route.split(' ')[1] ?? '')])];
  const resources = paths.map((path): GatewayResource => {
    const own = Object.entries(routes).filter(([route]) => route.split(' ')[1] === path);
    const methods = own.map(([route, method]): [string, GatewayMethod] => {
      const httpMethod = route.split(' ')[0] ?? '';
      const integration = { type: 'AWS_PROXY', functionArn: FUNCTION, timeoutInMillis: 29_000 } as const;
      return [httpMethod, { httpMethod, authorizationType: 'NONE', apiKeyRequired: false, integration, ...method }];
    });
    return { id: `res${path}`, path, methods: new Map(methods) };
  });
  const authorizer: GatewayAuthorizer = {
    id: 'auth1',
    name: 'guard',
    type: 'REQUEST',
    functionArn: AUTHORIZER_FUNCTION,
    identitySources: [],
    resultTtlInSeconds: 0,
    ...parts.authorizer,
  };
  const responses = Object.entries(parts.responses ?? {}).map(
    ([responseType, response]): [string, GatewayResponseModel] => [
      responseType,
      { responseType, responseParameters: {}, responseTemplates: {}, ...response },
    ],
  );
  return {
    restApiId: API_ID,
    name: 'gateway',
    region: 'eu-central-1',
    accountId: '123456789012',
    apiKeySource: parts.apiKeySource ?? 'HEADER',
    binaryMediaTypes: parts.binaryMediaTypes ?? [],
    resources,
    authorizers: new Map([[authorizer.id, authorizer]]),
    gatewayResponses: new Map(responses),
    stage: { name: STAGE, variables: {}, methodSettings: new Map(), deploymentId: 'dep123', ...parts.stage },
  };
}

/** An authorizer's output; a policy that allows everything unless told otherwise. */
export function permit(extra: object = {}, statement: object | object[] = {}): object {
  const whole = { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' };
  const Statement = Array.isArray(statement) ? statement : [{ ...whole, ...statement }];
  return { principalId: 'user-1', policyDocument: { Version: '2012-10-17', Statement }, ...extra };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly text: string;
}

export interface RequestParts {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
}

export interface GatewayUnderTest {
  readonly gateway: Gateway;
  readonly clock: SimulatedClock;
  readonly invoker: FakeInvoker;
  readonly keys: FakeKeys;
  readonly lines: string[];
  readonly warnings: string[];
  /** Sends a request; the path begins with the stage. */
  call(path: string, parts?: RequestParts): Promise<Answer>;
  /** Sends bytes as they are and returns everything that came back. */
  raw(text: string): Promise<string>;
}

const servers: Server[] = [];

export async function startGateway(
  parts: ModelParts = {},
  options: Partial<GatewayOptions> = {},
): Promise<GatewayUnderTest> {
  const clock = new SimulatedClock();
  const keys = new FakeKeys();
  const invoker = new FakeInvoker()
    .on(FUNCTION, () => ({ statusCode: 200, body: 'ok' }))
    .on(AUTHORIZER_FUNCTION, () => permit());
  const lines: string[] = [];
  const warnings: string[] = [];
  const gateway = createGateway({
    model: aModel(parts),
    keys,
    invoker,
    clock,
    logs: { write: (_group, line) => lines.push(line) },
    onWarning: (message) => warnings.push(message),
    ...options,
  });
  const server = createServer(HTTP_SERVER_OPTIONS, (req, res) => void gateway.serve(req, res));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    gateway,
    clock,
    invoker,
    keys,
    lines,
    warnings,
    call: (path, requestParts) => callPort(port, path, requestParts),
    raw: (text) => rawPort(port, text),
  };
}

export async function stopGateways(): Promise<void> {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function callPort(port: number, path: string, { method = 'GET', headers, body }: RequestParts = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('error', reject);
      res.on('end', () => {
        const whole = Buffer.concat(chunks);
        resolve({
          status: res.statusCode ?? 0,
          headers: res.headers,
          rawHeaders: res.rawHeaders,
          body: whole,
          text: whole.toString('utf8'),
        });
      });
    });
    req.on('error', reject);
    req.end(body);
  });
}

function rawPort(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}
