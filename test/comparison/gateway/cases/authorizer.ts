import type { GatewayCase } from '../gateway-case';

function decided(mode: string, about: string, look: readonly string[] = [], target = '/authorized'): GatewayCase {
  return {
    name: `authorizer: ${about}`,
    area: 'authorizer',
    stack: 'plain',
    requests: [{ method: 'GET', target, headers: ['x-auth', mode] }],
    look,
  };
}

function called(
  about: string,
  targets: readonly string[],
  headers: readonly (readonly string[])[],
  look: readonly string[],
): GatewayCase {
  return {
    name: `authorizer: ${about}`,
    area: 'authorizer',
    stack: 'plain',
    requests: targets.map((target, index) => ({ method: 'GET', target, headers: headers[index] ?? headers[0] ?? [] })),
    look,
  };
}

const NONCE = 'event.requestContext.authorizer.nonce';
const arn = ['authorizer.methodArn', 'authorizer.path', 'authorizer.requestContext.path'];

/** What API Gateway makes of an authorizer's answer, and what it tells the authorizer. */
export const AUTHORIZER_CASES: readonly GatewayCase[] = [
  decided('allow', 'Allow'),
  decided(
    'allow',
    'context values',
    ['principalId', 'text', 'number', 'fraction', 'yes', 'no', 'none'].map(
      (name) => `event.requestContext.authorizer.${name}`,
    ),
  ),
  decided('allow', 'members of the context', ['keys:event.requestContext.authorizer']),
  decided('own', 'Allow of the very method'),
  decided('deny', 'Deny', ['header.content-type']),
  decided('both', 'Deny wins over Allow'),
  decided('none', 'no statement matches'),
  decided('empty', 'no statement at all'),
  decided('lists', 'lists of actions and resources'),
  decided('object', 'a statement that is not in a list'),
  decided('star', 'a star for action and resource'),
  decided('otherAction', 'an action of another service'),
  decided('mark', 'a question mark in a resource'),
  decided('condition', 'a condition'),
  decided('noPrincipal', 'no principalId'),
  decided('noVersion', 'a policy without Version'),
  decided('noPolicy', 'no policy'),
  decided('nothing', 'null'),
  decided('text', 'a text'),
  decided('proxy', 'a proxy answer'),
  decided('nested', 'a nested context'),
  decided('list', 'a list in the context'),
  decided('nullValue', 'null in the context', ['keys:event.requestContext.authorizer']),
  decided('unauthorized', 'throws Unauthorized', ['header.www-authenticate']),
  decided('unauthorizedLower', 'throws unauthorized in small letters'),
  decided('throws', 'throws something else'),
  decided('allow', 'members of its event', ['keys:authorizer']),
  decided('allow', 'members of its request context', ['keys:authorizer.requestContext']),
  decided('allow', 'its event', [
    'authorizer.type',
    'authorizer.resource',
    'authorizer.httpMethod',
    'authorizer.queryStringParameters',
    'authorizer.multiValueQueryStringParameters',
    'authorizer.pathParameters',
    'authorizer.stageVariables',
  ]),
  decided('allow', 'method ARN of a resource', arn),
  decided('allow', 'method ARN behind a greedy resource', [...arn, 'authorizer.pathParameters'], '/authorized/a/b'),
  decided('allow', 'method ARN with a slash at the end', arn, '/authorized/a/'),
  decided('allow', 'method ARN with encoded characters', arn, '/authorized/a%20b%2Fc'),
  decided('allow', 'method ARN with two slashes', arn, '/authorized/a//b'),
  decided('allow', 'query of its event', ['authorizer.queryStringParameters'], '/authorized?a=1&a=2'),
  called('identity source missing without a cache', ['/named'], [[]], []),
  called('identity source empty without a cache', ['/named'], [['X-Caller', '']], []),
  called('identity source present without a cache', ['/named', '/named'], [['X-Caller', 'a']], [NONCE]),
  called('identity source missing with a cache', ['/cached?tenant=1'], [[]], []),
  called('one of two identity sources missing with a cache', ['/cached'], [['X-Caller', 'a']], []),
  called('identity source empty with a cache', ['/cached?tenant='], [['X-Caller', 'a']], []),
  called('cached for the same identity', ['/cached?tenant=same', '/cached?tenant=same'], [['X-Caller', 'a']], [NONCE]),
  called('not cached for another identity', ['/cached?tenant=x', '/cached?tenant=y'], [['X-Caller', 'a']], [NONCE]),
  called(
    'a cached policy that names one path, on another path',
    ['/cached/one?tenant=path', '/cached/two?tenant=path'],
    [['X-Caller', 'a', 'x-auth', 'own']],
    [NONCE],
  ),
  called(
    'a cached policy for all paths, on another path',
    ['/cached/one?tenant=all', '/cached/two?tenant=all'],
    [['X-Caller', 'a']],
    [NONCE],
  ),
  called(
    'a Deny is cached',
    ['/cached?tenant=deny', '/cached?tenant=deny'],
    [
      ['X-Caller', 'a', 'x-auth', 'deny'],
      ['X-Caller', 'a', 'x-auth', 'allow'],
    ],
    [],
  ),
  called(
    'Unauthorized is not cached',
    ['/cached?tenant=401', '/cached?tenant=401'],
    [
      ['X-Caller', 'a', 'x-auth', 'unauthorized'],
      ['X-Caller', 'a', 'x-auth', 'allow'],
    ],
    [],
  ),
  called(
    'a failure is not cached',
    ['/cached?tenant=500', '/cached?tenant=500'],
    [
      ['X-Caller', 'a', 'x-auth', 'throws'],
      ['X-Caller', 'a', 'x-auth', 'allow'],
    ],
    [],
  ),
];
