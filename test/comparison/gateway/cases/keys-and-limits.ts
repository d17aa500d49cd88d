import type { GatewayCase, StackName } from '../gateway-case';
import { KEYS } from '../stacks';

function sent(
  about: string,
  targets: readonly string[],
  headers: readonly string[] = [],
  look: readonly string[] = [],
  stack: StackName = 'plain',
): GatewayCase {
  return {
    name: `keys: ${about}`,
    area: 'keys and limits',
    stack,
    requests: targets.map((target) => ({ method: 'GET', target, headers })),
    look,
  };
}

const key = (name: keyof typeof KEYS) => ['x-api-key', KEYS[name]];

/** API keys from the header, usage plans, throttles and quotas. */
export const KEY_CASES: readonly GatewayCase[] = [
  sent('a key of a plan', ['/keyed'], key('good')),
  sent('identity of a keyed call', ['/keyed'], key('good'), [
    'event.requestContext.identity.apiKey',
    'keys:event.requestContext.identity',
  ]),
  sent('no key', ['/keyed']),
  sent('an empty key', ['/keyed'], ['x-api-key', '']),
  sent('an unknown key', ['/keyed'], ['x-api-key', 'comparison-key-unknown-0001']),
  sent('a disabled key', ['/keyed'], key('disabled')),
  sent('a key in no plan', ['/keyed'], key('planless')),
  sent('a key whose plan serves no stage', ['/keyed'], key('elsewhere')),
  sent('a method that needs none, unknown key', ['/static'], ['x-api-key', 'comparison-key-unknown-0001']),
  sent('a method that needs none, identity', ['/static'], key('good'), ['keys:event.requestContext.identity']),
  sent('the authorizer is asked before the key', ['/both'], ['x-auth', 'unauthorized', ...key('planless')]),
  sent('authorizer and key', ['/both'], ['x-auth', 'allow', ...key('good')]),
  sent('allowed, but no key', ['/both'], ['x-auth', 'allow']),
  sent('a quota of two', ['/keyed', '/keyed', '/keyed'], key('spent'), ['header.retry-after']),
  sent('a burst of two', ['/keyed', '/keyed', '/keyed'], key('slow'), ['header.retry-after']),
  sent('a burst of the plan, on a method that needs no key', ['/static', '/static', '/static'], key('slow')),
  sent('a burst of one for a method of the plan', ['/keyed/tight', '/keyed/tight', '/keyed'], key('method')),
  sent('a stage method closed by 0/0', ['/closed']),
  sent('a stage method with a burst of two', ['/bucket', '/bucket', '/bucket']),
  sent('throttle and quota spent at once', ['/keyed', '/keyed'], key('twice')),
  sent('a closed method, denied by the authorizer', ['/closed/guarded'], ['x-auth', 'deny']),

  metered('a key that the authorizer names', ['/keyed'], ['x-usage-key', KEYS.meteredGood]),
  metered('the authorizer names none', ['/keyed'], []),
  metered('the authorizer names an unknown one', ['/keyed'], ['x-usage-key', 'comparison-key-unknown-0001']),
  metered('a key in the header alone', ['/keyed'], ['x-api-key', KEYS.meteredGood]),
  metered('a quota of two of the authorizer’s key', ['/keyed', '/keyed', '/keyed'], ['x-usage-key', KEYS.meteredSpent]),
  metered('a method that needs no key', ['/free'], ['x-usage-key', 'comparison-key-unknown-0001']),

  oversized('a URL of 10,300 characters', { method: 'GET', target: `/static?a=${'x'.repeat(10_300)}` }),
  oversized('headers of 11,000 bytes', { method: 'GET', target: '/static', headers: ['X-Large', 'x'.repeat(11_000)] }),
  oversized('a body of one byte over 10 MB', { method: 'POST', target: '/tree/a', body: Buffer.alloc(10_485_761) }),
];

function metered(about: string, targets: readonly string[], headers: readonly string[]): GatewayCase {
  return sent(`${about} (AUTHORIZER)`, targets, headers, [], 'metered');
}

function oversized(about: string, request: GatewayCase['requests'][number]): GatewayCase {
  return { name: `limits: ${about}`, area: 'keys and limits', stack: 'plain', requests: [request], look: [] };
}
