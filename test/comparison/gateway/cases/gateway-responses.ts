import type { GatewayCase } from '../gateway-case';
import { KEYS } from '../stacks';

function refused(
  about: string,
  targets: readonly string[],
  headers: readonly string[],
  look: readonly string[] = [],
): GatewayCase {
  return {
    name: `gateway response: ${about}`,
    area: 'gateway responses',
    stack: 'shaped',
    requests: targets.map((target) => ({ method: 'GET', target, headers })),
    look: ['header.content-type', ...look],
  };
}

/** Answers of API Gateway's own, as the API shapes them. */
export const GATEWAY_RESPONSE_CASES: readonly GatewayCase[] = [
  refused('status and template of the type', ['/authorized'], ['x-auth', 'unauthorized']),
  refused('a literal header', ['/authorized'], ['x-auth', 'unauthorized'], ['header.www-authenticate']),
  refused(
    'headers from the request',
    ['/authorized/7?probe=first&probe=last'],
    ['x-auth', 'unauthorized', 'X-Probe', 'mine'],
    ['header.x-given', 'header.x-query', 'header.x-path', 'header.x-stage'],
  ),
  refused(
    'headers from a request that lacks them',
    ['/authorized'],
    ['x-auth', 'unauthorized'],
    ['header.x-given', 'header.x-query', 'header.x-path'],
  ),
  refused('the request id as a header', ['/authorized'], ['x-auth', 'unauthorized'], ['header.x-id']),
  refused('the extended request id as a header', ['/authorized'], ['x-auth', 'unauthorized'], ['header.x-extended']),
  refused('the verb as a header', ['/authorized'], ['x-auth', 'unauthorized'], ['header.x-method']),
  refused('variables in a template, implicit deny', ['/authorized'], ['x-auth', 'none']),
  refused('variables in a template, explicit deny', ['/authorized'], ['x-auth', 'deny']),
  refused('family of a missing route', ['/nowhere'], [], ['header.x-family']),
  refused(
    'family of a missing route with a bearer token',
    ['/nowhere'],
    ['Authorization', 'Bearer abc'],
    ['header.x-family'],
  ),
  refused('a type of its own takes nothing from the family', ['/keyed'], [], ['header.x-family']),
  refused('template by Accept', ['/keyed'], ['Accept', 'text/plain']),
  refused('template where none fits Accept', ['/keyed'], ['Accept', 'application/xml']),
  refused('header alone, built-in body', ['/closed'], [], ['header.retry-after', 'header.x-family']),
  refused('status alone, built-in body', ['/keyed', '/keyed'], ['x-api-key', KEYS.shapedSpent], ['header.x-family']),
  refused('authorizer throws', ['/authorized'], ['x-auth', 'throws'], ['header.x-family']),
  refused('authorizer answers nothing', ['/authorized'], ['x-auth', 'nothing'], ['header.x-family']),
  refused('family of a failed integration', ['/answer'], ['x-answer', 'throw'], ['header.x-family']),
  refused('family of a malformed answer', ['/answer'], ['x-answer', '"text"'], ['header.x-family']),
];
