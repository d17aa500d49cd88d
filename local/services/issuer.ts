import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { LoopbackEndpoint } from './loopback-endpoint';
import { onlyLoopbackHost } from './loopback-host';
import { OpaqueTokens } from './opaque-tokens';
import { readText } from './request-text';

export interface IssuerOptions {
  /** On 127.0.0.1. @default 0, a free one */
  readonly port?: number;
  /** @default - this machine's time */
  readonly clock?: { now(): number };
}

/** What a token says. */
export interface TokenRequest {
  /** Any issuer: one key signs for all of them. @default - the issuer's own URL */
  readonly iss?: string;
  readonly sub: string;
  readonly aud?: string | readonly string[];
  /** Further claims; they win over the ones the issuer sets. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Seconds; negative for a token that is already expired. @default 3600 */
  readonly expiresIn?: number;
}

/** A running OIDC issuer that can stand in for several declared ones. */
export interface Issuer {
  /** `http://127.0.0.1:{port}` */
  readonly url: string;
  /** @returns a JWT signed with RS256. */
  token(request: TokenRequest): Promise<string>;
  stop(): Promise<void>;
}

/** Fields of the token form that are no claims of their own. */
const FORM_FIELDS = ['issuer', 'iss', 'sub', 'aud', 'expires_in', 'token_format', 'token_prefix'];

/**
 * Starts an issuer with a new RSA key.
 *
 * `GET …/jwks.json`, `GET /jwks`: its key. `GET /.well-known/openid-configuration`: where that is.
 * `POST /token` with the form fields `issuer`, `sub`, `aud`, `expires_in` and any claim: a signed JWT as
 * `access_token`, or by itself for `Accept: text/plain`. A repeated field, or one that is a JSON list or object, gives
 * a claim of that shape. With `token_format=opaque` the token is none that says anything itself, and starts with
 * `token_prefix`: `POST /introspect` tells of it whoever has any client's name and secret, `POST /revoke` ends it.
 */
export async function startIssuer({ port = 0, clock = Date }: IssuerOptions = {}): Promise<Issuer> {
  const signer = await TokenSigner.withNewKey(clock);
  const opaque = new OpaqueTokens(clock);
  const endpoint = new LoopbackEndpoint((request, response) => void serve(request, response), port);
  const posts: Readonly<Record<string, RequestListener>> = {
    '/token': onlyLoopbackHost((request, response) => void answerToken(request, response)),
    '/introspect': (request, response) => void answerIntrospection(request, response),
    '/revoke': onlyLoopbackHost((request, response) => void answerRevocation(request, response)),
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', endpoint.url).pathname;
    if (path === '/jwks' || path.endsWith('jwks.json')) return reply(response, 200, { keys: [signer.jwk] });
    if (path.endsWith('/.well-known/openid-configuration')) return reply(response, 200, discovery(endpoint.url));
    const post = request.method === 'POST' ? posts[path] : undefined;
    if (post !== undefined) return post(request, response);
    return reply(response, 404, {
      error: 'not_found',
      error_description: 'The issuer serves /token, /introspect, /revoke, /jwks and /.well-known/*',
    });
  }

  async function answerToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await readText(request));
    const sub = form.get('sub');
    if (sub === null) {
      return reply(response, 400, { error: 'invalid_request', error_description: 'The form field sub is missing' });
    }
    const claims = claimsOf(form);
    const iss = form.get('issuer') ?? form.get('iss') ?? endpoint.url;
    const audiences = form.getAll('aud');
    const expiresIn = Number(form.get('expires_in') ?? 3600);
    const aud = audiences.length > 1 ? audiences : audiences[0];
    const asked = { iss, sub, claims, expiresIn, ...(aud === undefined ? {} : { aud }) };
    const token =
      form.get('token_format') === 'opaque'
        ? opaque.issue(signer.claims(asked), form.get('token_prefix') ?? '')
        : await signer.sign(asked);
    if (!request.headers.accept?.includes('text/plain')) {
      return reply(response, 200, { access_token: token, token_type: 'Bearer', expires_in: expiresIn });
    }
    response.writeHead(200, { 'content-type': 'text/plain' }).end(`${token}\n`);
  }

  async function answerIntrospection(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await readText(request));
    if (!/^Basic ./.test(request.headers.authorization ?? '')) {
      return reply(response, 401, { error: 'invalid_client', error_description: 'Whoever asks must say who they are' });
    }
    return reply(response, 200, opaque.introspect(form.get('token')));
  }

  async function answerRevocation(request: IncomingMessage, response: ServerResponse): Promise<void> {
    opaque.revoke(new URLSearchParams(await readText(request)).get('token'));
    return reply(response, 200, {});
  }

  const url = await endpoint.start();
  return { url, token: (request) => signer.sign({ iss: url, ...request }), stop: () => endpoint.kill() };
}

function claimsOf(form: URLSearchParams): Record<string, unknown> {
  const names = [...new Set(form.keys())].filter((name) => !FORM_FIELDS.includes(name));
  return Object.fromEntries(
    names.map((name) => {
      const values = form.getAll(name).map(claimValue);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}

function claimValue(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

class TokenSigner {
  private constructor(
    private readonly clock: { now(): number },
    private readonly key: CryptoKey,
    readonly jwk: JWK,
  ) {}

  static async withNewKey(clock: { now(): number }): Promise<TokenSigner> {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const jwk = await exportJWK(publicKey);
    return new TokenSigner(clock, privateKey, {
      ...jwk,
      kid: await calculateJwkThumbprint(jwk),
      use: 'sig',
      alg: 'RS256',
    });
  }

  claims({ iss, sub, aud, claims, expiresIn = 3600 }: TokenRequest): Readonly<Record<string, unknown>> {
    const iat = Math.floor(this.clock.now() / 1000);
    return {
      iss,
      sub,
      ...(aud === undefined ? {} : { aud }),
      iat,
      exp: iat + expiresIn,
      jti: randomUUID(),
      ...claims,
    };
  }

  sign(request: TokenRequest): Promise<string> {
    return new SignJWT(this.claims(request))
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: String(this.jwk.kid) })
      .sign(this.key);
  }
}

function discovery(url: string): unknown {
  return {
    issuer: url,
    jwks_uri: `${url}/.well-known/jwks.json`,
    token_endpoint: `${url}/token`,
    introspection_endpoint: `${url}/introspect`,
    revocation_endpoint: `${url}/revoke`,
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['token'],
    subject_types_supported: ['public'],
  };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
