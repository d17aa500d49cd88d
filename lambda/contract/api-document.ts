/**
 * The API document: what authorizer and forwarder know of one protected API.
 *
 * Written at synth, immutable. The forwarder carries its own beside its code; the authorizer reads all of them from
 * the registry. It holds no secret and no value that is known only at deploy time.
 */
export interface ApiDocument {
  readonly version: 1;
  /** Path segment under the stage, and the id of the Cedar entity: 1–64 of `a-z 0-9 -`, starting with a letter. */
  readonly api: string;
  readonly routes: readonly RouteDocument[];
  readonly upstream: UpstreamDocument;
  readonly credential: CredentialDocument;
  /** Set where browsers may call: sent on every answer. */
  readonly cors?: CorsDocument;
}

export interface RouteDocument {
  /** One of {@link HTTP_METHODS}. */
  readonly method: string;
  /** Template below the API, for example `/repos/{owner}/{repo}` or `/files/{path+}`. */
  readonly path: string;
  /** Action name without its API, for example `ReadRepository`. */
  readonly action: string;
  /** Largest request body in bytes: 0 to {@link BODY_LIMIT_BYTES}. */
  readonly maxBodyBytes: number;
  /** Media types allowed for a request with a body, lower case, without parameters; empty = any. */
  readonly contentTypes: readonly string[];
  /** Whether only tokens may call that are bound to their sender; left out = no. */
  readonly senderConstrained?: boolean;
  /** Parameters of the path, none of them greedy, whose value may hold slashes, sent as `%2F`; left out = none. */
  readonly encodedSlash?: readonly string[];
  /** Query parameters that policies may read as `context.query`; left out = none. */
  readonly query?: readonly InputDocument[];
  /** Headers that policies may read as `context.headers`, their names in lower case; left out = none. */
  readonly headers?: readonly InputDocument[];
  /** Values that are checked before the upstream is called; left out = none. What is not named here goes unchecked. */
  readonly parameters?: readonly ParameterDocument[];
  /** Whether a call without a body is refused; left out = no. */
  readonly bodyRequired?: boolean;
}

/** A value of a request that must be there, or be of some form where it is. */
export interface ParameterDocument {
  readonly in: 'header' | 'path' | 'query';
  /** As it is sent; a header's in lower case, a path's as the template names it. */
  readonly name: string;
  /** Left out = it may be missing; one of the path never is. */
  readonly required?: boolean;
  /** Whether it may be sent more than once, or as one text with commas between values; left out = one value. */
  readonly list?: 'commas' | 'repeated';
  readonly value: ValueDocument;
}

/** What one value must be like: everything that is named holds. */
export interface ValueDocument {
  readonly type: 'boolean' | 'integer' | 'number' | 'string';
  /** Characters, for text. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Inclusive, for numbers. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** The only values, as they are sent. */
  readonly allowed?: readonly string[];
}

/** Something of a request that policies may read, where it was sent. */
export interface InputDocument {
  /** As it is sent, and as policies name it. */
  readonly name: string;
  /** `String` = sent once at most, otherwise the request is refused; `StringSet` = any number of times. */
  readonly type: 'String' | 'StringSet';
}

export interface UpstreamDocument {
  /** Whether an `http://` base URL was asked for by an explicit word. */
  readonly insecure: boolean;
  /** How long the upstream may take, in milliseconds: 100 to {@link UPSTREAM_TIMEOUT_LIMIT_MS}. */
  readonly timeoutMs: number;
}

/** How the upstream's secret is put on a request. `field` picks a member where the secret is a JSON object. */
export type CredentialDocument =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly field?: string }
  | { readonly kind: 'header'; readonly header: string; readonly field?: string }
  | { readonly kind: 'basic'; readonly username?: string; readonly usernameField?: string; readonly field?: string }
  | { readonly kind: 'query'; readonly parameter: string; readonly field?: string };

export interface CorsDocument {
  /** One origin, or `*`. */
  readonly allowOrigin: string;
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  /** 0–86,400 s. */
  readonly maxAgeSeconds: number;
}

/** The verbs that an `ANY` method of API Gateway serves. @see apigateway mapping template reference */
export const HTTP_METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const;

/**
 * Largest request body that can be promised, in bytes. Lambda takes 6 MB of event, and every body arrives as base64
 * inside JSON. @see Lambda quotas, read 24 November 2026
 */
export const BODY_LIMIT_BYTES = 4_400_000;
/** The upstream's longest time, in milliseconds: API Gateway waits 29 s, and the answer must still be written. */
export const UPSTREAM_TIMEOUT_LIMIT_MS = 25_000;
/** Where a route says nothing: 1 MiB. */
export const DEFAULT_BODY_BYTES = 1_048_576;
export const DEFAULT_UPSTREAM_TIMEOUT_MS = 15_000;

/** Cedar id of an action: the API's id and the action's name, as in `github:ReadRepository`. */
export function actionId(api: string, action: string): string {
  return `${api}:${action}`;
}

/** A route's stable key inside its API, for example `GET /repos/{owner}/{repo}`. */
export function routeKey(route: Pick<RouteDocument, 'method' | 'path'>): string {
  return `${route.method} ${route.path}`;
}
