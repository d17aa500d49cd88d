import {
  type ApiDocument,
  BODY_LIMIT_BYTES,
  HTTP_METHODS,
  type RouteDocument,
  routeKey,
  UPSTREAM_TIMEOUT_LIMIT_MS,
} from './api-document';
import { parametersOf, parsePathTemplate, shapeOf } from './path-template';

export type ApiDocumentParse =
  | { readonly ok: true; readonly document: ApiDocument }
  | { readonly ok: false; readonly error: string };

/** Names where a document does not fit and what is allowed there. */
class Misfit extends Error {
  public override readonly name = 'Misfit';
}

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown, at: string) => void;

const API = /^[a-z][a-z0-9-]{0,63}$/;
const ACTION = /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/;
const MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/;
const HEADER = /^[A-Za-z0-9!#$%&'*+\-.^`|~]{1,128}$/;
const HEADER_INPUT = /^[a-z0-9!#$%&'*+\-.^`|~]{1,128}$/;
const PARAMETER = /^[A-Za-z0-9\-._~]{1,128}$/;
const ORIGIN = /^(?:\*|https?:\/\/[^\s/,"]+)$/;
/** Headers that frame a message or belong to one hop: no credential can travel in them. */
const FRAMING =
  /^(?:host|connection|content-length|transfer-encoding|te|trailer|upgrade|expect|keep-alive|content-type)$/i;

/**
 * Reads an API document as it was written at synth.
 *
 * A key that is not known here is refused: it could be a restriction that this code would not keep.
 */
export function parseApiDocument(json: unknown): ApiDocumentParse {
  try {
    checkDocument(json, 'document');
    checkCredentialApart(json as ApiDocument);
    return { ok: true, document: json as ApiDocument };
  } catch (error) {
    return { ok: false, error: `API document: ${(error as Error).message}` };
  }
}

const checkDocument = object(
  {
    version: one(1),
    api: pattern(API, '1–64 of a-z 0-9 -, starting with a letter'),
    routes: checkRoutes,
    upstream: object({ insecure: boolean, timeoutMs: integer(100, UPSTREAM_TIMEOUT_LIMIT_MS) }, {}),
    credential: checkCredential,
  },
  {
    cors: object(
      {
        allowOrigin: pattern(ORIGIN, 'one origin or *'),
        allowHeaders: list(pattern(HEADER, 'header names')),
        exposeHeaders: list(pattern(HEADER, 'header names')),
        maxAgeSeconds: integer(0, 86_400),
      },
      {},
    ),
  },
);

const field = pattern(/^[^\0]{1,256}$/, '1–256 characters');

const CREDENTIALS: Readonly<Record<string, Check>> = {
  none: object({ kind: one('none') }, {}),
  bearer: object({ kind: one('bearer') }, { field }),
  header: object({ kind: one('header'), header: checkCredentialHeader }, { field }),
  basic: object(
    { kind: one('basic') },
    { username: pattern(/^[\x20-\x39\x3b-\x7e]{0,256}$/, 'ASCII without ":"'), usernameField: field, field },
  ),
  query: object({ kind: one('query'), parameter: pattern(PARAMETER, '1–128 of A-Z a-z 0-9 - . _ ~') }, { field }),
};

const INPUT_TYPE = oneOf('String', 'StringSet');

const checkValue = object(
  { type: oneOf('boolean', 'integer', 'number', 'string') },
  {
    minLength: integer(0, Number.MAX_SAFE_INTEGER),
    maxLength: integer(0, Number.MAX_SAFE_INTEGER),
    minimum: finite,
    maximum: finite,
    allowed: list(text),
  },
);

const checkParameter = object(
  {
    in: oneOf('header', 'path', 'query'),
    name: pattern(/^[^\0]{1,256}$/, '1–256 characters'),
    value: checkValue,
  },
  { required: boolean, list: oneOf('commas', 'repeated') },
);

const checkRoute = object(
  {
    method: oneOf(...HTTP_METHODS),
    path: text,
    action: pattern(ACTION, '1–128 of A-Z a-z 0-9 _ . -, starting with a letter'),
    maxBodyBytes: integer(0, BODY_LIMIT_BYTES),
    contentTypes: list(pattern(MEDIA_TYPE, 'media types in lower case without parameters')),
  },
  {
    senderConstrained: boolean,
    encodedSlash: list(text),
    query: list(object({ name: pattern(PARAMETER, '1–128 of A-Z a-z 0-9 - . _ ~'), type: INPUT_TYPE }, {})),
    headers: list(object({ name: pattern(HEADER_INPUT, 'header names in lower case'), type: INPUT_TYPE }, {})),
    parameters: list(checkParameter),
    bodyRequired: boolean,
  },
);

function checkRoutes(value: unknown, at: string): void {
  list((route, where) => checkRoute(route, where))(value, at);
  const taken = new Map<string, RouteDocument>();
  for (const route of value as RouteDocument[]) {
    const parsed = parsePathTemplate(route.path);
    if (!parsed.ok) {
      throw new Misfit(parsed.error);
    }
    const parameters = parametersOf(parsed.template);
    for (const name of route.encodedSlash ?? []) {
      if (!parameters.some((parameter) => parameter.name === name && !parameter.greedy)) {
        throw misfit(`encodedSlash of "${routeKey(route)}"`, name, 'a {parameter} of its path that is not greedy');
      }
    }
    for (const { in: place, name } of route.parameters ?? []) {
      if (place === 'path' && !parameters.some((parameter) => parameter.name === name)) {
        throw misfit(`parameters of "${routeKey(route)}"`, name, 'a {parameter} of its path');
      }
    }
    const shape = `${route.method} ${shapeOf(parsed.template)}`;
    const other = taken.get(shape);
    if (other !== undefined) {
      throw new Misfit(`routes "${routeKey(other)}" and "${routeKey(route)}" match the same paths; remove one.`);
    }
    taken.set(shape, route);
  }
}

function checkCredential(value: unknown, at: string): void {
  const kind = (value as { kind?: unknown } | null | undefined)?.kind;
  if (typeof kind !== 'string' || !Object.hasOwn(CREDENTIALS, kind)) {
    throw misfit(`${at}.kind`, kind, Object.keys(CREDENTIALS).join(', '));
  }
  (CREDENTIALS[kind] as Check)(value, at);
  const { username, usernameField, field: password } = value as Fields;
  if (usernameField !== undefined && (username !== undefined || password === undefined)) {
    throw new Misfit(`${at}: usernameField stands with field and without username.`);
  }
}

/** What the proxy puts in the place of a client's own would not be what a policy saw. */
function checkCredentialApart({ credential, routes }: ApiDocument): void {
  const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '-');
  for (const { query = [], headers = [] } of routes) {
    const [own, inputs] =
      credential.kind === 'query'
        ? [credential.parameter, query]
        : [credential.kind === 'header' ? credential.header : '', headers];
    const clash = inputs.find(({ name }) => plain(name) === plain(own));
    if (clash !== undefined) {
      throw misfit('an input of a route', clash.name, 'another name than that of the upstream credential');
    }
  }
}

function checkCredentialHeader(value: unknown, at: string): void {
  pattern(HEADER, 'a header name')(value, at);
  if (FRAMING.test(value as string)) {
    throw misfit(at, value, 'a header that does not frame the message');
  }
}

function object(required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>>): Check {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw misfit(at, value, 'an object');
    }
    const fields = value as Fields;
    for (const key of Object.keys(fields)) {
      if (!Object.hasOwn(required, key) && !Object.hasOwn(optional, key)) {
        throw misfit(at, key, `the keys ${[...Object.keys(required), ...Object.keys(optional)].join(', ')}`);
      }
    }
    for (const [key, check] of Object.entries(required)) {
      check(fields[key], `${at}.${key}`);
    }
    for (const [key, check] of Object.entries(optional)) {
      if (fields[key] !== undefined) {
        check(fields[key], `${at}.${key}`);
      }
    }
  };
}

function list(check: Check): Check {
  return (value, at) => {
    if (!Array.isArray(value)) {
      throw misfit(at, value, 'a list');
    }
    value.forEach((item, index) => check(item, `${at}[${index}]`));
  };
}

function pattern(allowed: RegExp, words: string): Check {
  return (value, at) => {
    text(value, at);
    if (!allowed.test(value as string)) {
      throw misfit(at, value, words);
    }
  };
}

function integer(minimum: number, maximum: number): Check {
  return (value, at) => {
    if (!Number.isInteger(value) || (value as number) < minimum || (value as number) > maximum) {
      throw misfit(at, value, `a whole number from ${minimum} to ${maximum}`);
    }
  };
}

function one(allowed: string | number): Check {
  return (value, at) => {
    if (value !== allowed) {
      throw misfit(at, value, JSON.stringify(allowed));
    }
  };
}

function oneOf(...allowed: readonly string[]): Check {
  return (value, at) => {
    if (!allowed.some((each) => each === value)) {
      throw misfit(at, value, allowed.join(', '));
    }
  };
}

function finite(value: unknown, at: string): void {
  if (!Number.isFinite(value)) {
    throw misfit(at, value, 'a number');
  }
}

function boolean(value: unknown, at: string): void {
  if (typeof value !== 'boolean') {
    throw misfit(at, value, 'true or false');
  }
}

function text(value: unknown, at: string): void {
  if (typeof value !== 'string') {
    throw misfit(at, value, 'text');
  }
}

function misfit(at: string, value: unknown, allowed: string): Misfit {
  return new Misfit(`${at} is ${String(JSON.stringify(value)).slice(0, 100)}; allowed: ${allowed}.`);
}
