import { createHash } from 'node:crypto';
import { type ApiDocument, type InputDocument, type RouteDocument, routeKey } from '../contract/api-document';
import { parametersOf, parsePathTemplate } from '../contract/path-template';
import type { ClaimDocument, ClaimType } from '../contract/proxy-document';
import { inputProblems } from './declared-input';
import { NAMESPACE } from './policy-anchor';
import { WITHHELD_ATTRIBUTES } from './withheld-context';

/** What policies are validated against: generated, never written by hand. */
export interface PolicySchema {
  /** Cedar schema text. */
  readonly text: string;
  /** SHA-256 (hex) of the text. */
  readonly digest: string;
  /** Set where API Gateway may keep answers: policies cannot then read what {@link WITHHELD_ATTRIBUTES} names. */
  readonly keepsAnswers?: true;
}

export type SchemaGeneration =
  | { readonly ok: true; readonly schema: PolicySchema }
  | { readonly ok: false; readonly problems: readonly { readonly message: string; readonly remedy: string }[] };

const CLAIM_TYPES: Readonly<Record<ClaimType, string>> = {
  String: 'String',
  Long: 'Long',
  Bool: 'Bool',
  StringSet: 'Set<String>',
};

/**
 * Generates the Cedar schema of a proxy. The same routes and claims give the same text, in whatever order they come.
 *
 * @param declared `claims` = those of all issuers; a name stands for one type. `keepsAnswers` = whether API Gateway may
 * keep the authorizer's; left out = no.
 */
export function generateSchema(declared: {
  readonly apis: readonly Pick<ApiDocument, 'api' | 'routes'>[];
  readonly claims: readonly ClaimDocument[];
  readonly keepsAnswers?: boolean;
}): SchemaGeneration {
  const { keepsAnswers = false } = declared;
  const problems = [
    ...claimProblems(declared.claims),
    ...apiProblems(declared.apis),
    ...(keepsAnswers ? declared.apis.flatMap(keepingProblems) : []),
  ];
  const claims = new Map(declared.claims.map(({ name, type }) => [name, CLAIM_TYPES[type]]));
  const text = [
    `namespace ${NAMESPACE} {`,
    '  entity Tenant;',
    '  entity Role;',
    '  entity ProxyUser in [Tenant, Role] { name: String, tenant: Tenant };',
    '  entity Api;',
    '  entity Route in [Api];',
    `  type Claims = ${renderRecord(claims, new Set())};`,
    ...[...declared.apis].sort(by(({ api }) => api)).flatMap((api) => renderApi(api, keepsAnswers)),
    '}',
    '',
  ].join('\n');
  return problems.length > 0
    ? { ok: false, problems }
    : {
        ok: true,
        schema: {
          text,
          digest: createHash('sha256').update(text).digest('hex'),
          ...(keepsAnswers ? { keepsAnswers } : {}),
        },
      };
}

function renderApi({ api, routes }: Pick<ApiDocument, 'api' | 'routes'>, keepsAnswers: boolean): string[] {
  const actions = new Map<string, RouteDocument[]>();
  for (const route of routes) {
    actions.set(route.action, [...(actions.get(route.action) ?? []), route]);
  }
  const group = JSON.stringify(`${api}:*`);
  return [
    `  action ${group};`,
    ...[...actions].sort(by(([action]) => action)).map(([action, own]) => {
      const id = JSON.stringify(`${api}:${action}`);
      return `  action ${id} in [${group}] appliesTo { principal: [ProxyUser], resource: [Route], context: ${renderContext(own, keepsAnswers)} };`;
    }),
  ];
}

/** Parameters that all routes of an action have are required; what only some have, a policy must ask for first. */
function renderContext(routes: readonly RouteDocument[], keepsAnswers: boolean): string {
  const counts = new Map<string, number>();
  for (const name of routes.flatMap(parameterNames)) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const required = new Set([...counts].filter(([, count]) => count === routes.length).map(([name]) => name));
  const path = renderRecord(new Map([...counts.keys()].map((name) => [name, 'String'])), required);
  const attributes = [
    'acr?: String',
    'actor?: String',
    'amr?: Set<String>',
    'claims: Claims',
    'credential: String',
    `headers: ${renderInputs(routes.flatMap(({ headers = [] }) => headers))}`,
    'issuer?: String',
    'method: String',
    'now: Long',
    `path: ${path}`,
    `query: ${renderInputs(routes.flatMap(({ query = [] }) => query))}`,
    'scopes: Set<String>',
    'senderConstraint?: String',
    'sourceAddress: ipaddr',
    'tokenAge?: Long',
  ];
  const readable = attributes.filter(
    (attribute) => !keepsAnswers || !WITHHELD_ATTRIBUTES.some((name) => name === attribute.replace(/\??:.*$/, '')),
  );
  return `{ ${readable.join(', ')} }`;
}

/** A client may leave out what it likes, so a policy must ask for each of them first. */
function renderInputs(inputs: readonly InputDocument[]): string {
  return renderRecord(new Map(inputs.map(({ name, type }) => [name, CLAIM_TYPES[type]])), new Set());
}

function parameterNames(route: RouteDocument): string[] {
  const parsed = parsePathTemplate(route.path);
  return parsed.ok ? parametersOf(parsed.template).map(({ name }) => name) : [];
}

/** Names are quoted: a parameter may be called `in` or `if`. */
function renderRecord(attributes: ReadonlyMap<string, string>, required: ReadonlySet<string>): string {
  const rendered = [...attributes]
    .sort(by(([name]) => name))
    .map(([name, type]) => `${JSON.stringify(name)}${required.has(name) ? '' : '?'}: ${type}`);
  return rendered.length === 0 ? '{}' : `{ ${rendered.join(', ')} }`;
}

function claimProblems(claims: readonly ClaimDocument[]) {
  const types = new Map<string, ClaimType>();
  return claims.flatMap(({ name, type }) => {
    const first = types.get(name) ?? type;
    types.set(name, first);
    return first === type
      ? []
      : [
          {
            message: `The claim ${JSON.stringify(name)} is a ${first} for one issuer and a ${type} for another.`,
            remedy: 'Give one of them another name in policies, or the same type.',
          },
        ];
  });
}

function apiProblems(apis: readonly Pick<ApiDocument, 'api' | 'routes'>[]) {
  const names = apis.map(({ api }) => api);
  const repeated = names.filter((name, index) => names.indexOf(name) < index);
  return [
    ...repeated.map((name) => ({
      message: `Two APIs are called ${JSON.stringify(name)}.`,
      remedy: 'Give one of them another name.',
    })),
    ...apis.flatMap(({ api, routes }) =>
      routes.flatMap((route) => {
        const parsed = parsePathTemplate(route.path);
        return [
          ...(parsed.ok ? [] : [{ message: parsed.error, remedy: 'Correct the path of the route.' }]),
          ...inputProblems(route).map((message) => ({ message, remedy: 'Declare it otherwise, or not at all.' })),
        ].map(({ message, remedy }) => ({ message: `API ${JSON.stringify(api)}: ${message}`, remedy }));
      }),
    ),
    ...apis.flatMap(({ api, routes }) => [
      ...typeProblems(api, 'query parameter', routes, ({ query = [] }) => query),
      ...typeProblems(api, 'header', routes, ({ headers = [] }) => headers),
    ]),
  ];
}

/** What a route asks of each call, nobody would ask of those that a kept answer lets through. */
function keepingProblems({ api, routes }: Pick<ApiDocument, 'api' | 'routes'>) {
  return routes.flatMap((route) =>
    [
      ...((route.query ?? []).length > 0 ? ['declares query parameters for policies'] : []),
      ...((route.headers ?? []).length > 0 ? ['declares headers for policies'] : []),
      ...(route.senderConstrained === true ? ['demands tokens that are bound to their sender'] : []),
    ].map((what) => ({
      message: `API ${JSON.stringify(api)}: the route ${JSON.stringify(routeKey(route))} ${what}, which the authorizer's cache does not tell apart.`,
      remedy: 'Leave it out, or the cache off.',
    })),
  );
}

/** All routes of an action share its context. */
function typeProblems(
  api: string,
  what: string,
  routes: readonly RouteDocument[],
  inputsOf: (route: RouteDocument) => readonly InputDocument[],
) {
  const types = new Map<string, string>();
  return routes.flatMap((route) =>
    inputsOf(route).flatMap(({ name, type }) => {
      const key = `${route.action} ${name}`;
      const first = types.get(key) ?? type;
      types.set(key, first);
      return first === type
        ? []
        : [
            {
              message: `API ${JSON.stringify(api)}: the ${what} ${JSON.stringify(name)} is a ${first} for one route of ${route.action} and a ${type} for another.`,
              remedy: 'Give it one type, or the routes actions of their own.',
            },
          ];
    }),
  );
}

function by<T>(key: (item: T) => string): (one: T, other: T) => number {
  // By code unit, not by locale: the text must not depend on where it is made.
  return (one, other) => (key(one) < key(other) ? -1 : Number(key(one) > key(other)));
}
