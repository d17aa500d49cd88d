import type { StackName } from './gateway-case';
import { type CodeOf, GatewayStack, type GatewayTemplate } from './template';

/** Key values; AWS wants at least 20 characters, and each value once an account and Region. */
export const KEYS = {
  good: 'comparison-key-good-0001',
  disabled: 'comparison-key-disabled-0001',
  planless: 'comparison-key-planless-0001',
  elsewhere: 'comparison-key-elsewhere-0001',
  spent: 'comparison-key-spent-0001',
  slow: 'comparison-key-slow-0001',
  method: 'comparison-key-method-0001',
  twice: 'comparison-key-twice-0001',
  meteredGood: 'comparison-key-metered-0001',
  meteredSpent: 'comparison-key-metered-0002',
  shapedSpent: 'comparison-key-shaped-0001',
} as const;

const text = (template: string) => ({ 'application/json': template });
const header = (name: string) => `gatewayresponse.header.${name}`;

/** Templates of the compared gateways, by name. */
export const STACKS: Readonly<Record<StackName, (codeOf: CodeOf) => GatewayTemplate>> = {
  /** API Gateway as it comes: no gateway response, no binary type. */
  plain: (codeOf) =>
    new GatewayStack('comparison-plain', codeOf)
      .method('GET', '/')
      .method('GET', '/static')
      .method('GET', '/static/child')
      .method('ANY', '/verbs', 'Other')
      .method('GET', '/verbs')
      .method('GET', '/items/{id}')
      .method('GET', '/items/special', 'Other')
      .method('GET', '/items/{id}/parts/{part}')
      .method('GET', '/deep/{first}/leaf')
      .method('GET', '/deep/fixed/other', 'Other')
      .method('POST', '/mixed/fixed', 'Other')
      .method('GET', '/mixed/{id}')
      .method('ANY', '/tree/{proxy+}')
      .method('POST', '/tree/posting', 'Other')
      .resource('/tree/bare')
      .method('GET', '/tree/bare/leaf', 'Other')
      .preflight('/tree/preflighted')
      .method('GET', '/tree/sub/{rest+}', 'Other')
      .method('POST', '/tree/guarded', 'Other', { authorizer: 'Plain' })
      .preflight('/preflight')
      .method('ANY', '/answer', 'Answer')
      .authorizer('Plain', 0)
      .authorizer('Named', 0, 'method.request.header.X-Caller')
      .authorizer('Cached', 300, 'method.request.header.X-Caller, method.request.querystring.tenant')
      .method('ANY', '/authorized', 'Echo', { authorizer: 'Plain' })
      .method('ANY', '/authorized/{proxy+}', 'Echo', { authorizer: 'Plain' })
      .method('GET', '/named', 'Echo', { authorizer: 'Named' })
      .method('GET', '/cached', 'Echo', { authorizer: 'Cached' })
      .method('GET', '/cached/{proxy+}', 'Echo', { authorizer: 'Cached' })
      .method('GET', '/keyed', 'Echo', { keyed: true })
      .method('GET', '/keyed/tight', 'Echo', { keyed: true })
      .method('GET', '/both', 'Echo', { keyed: true, authorizer: 'Plain' })
      .method('GET', '/closed')
      .method('GET', '/closed/guarded', 'Echo', { authorizer: 'Plain' })
      .throttle('/closed/guarded', 'GET', 0, 0)
      .method('GET', '/bucket')
      .throttle('/closed', 'GET', 0, 0)
      .throttle('/bucket', 'GET', 0.01, 2)
      .key('Good', KEYS.good, true, {})
      .key('Disabled', KEYS.disabled, false, {})
      .key('Planless', KEYS.planless, true)
      .key('Elsewhere', KEYS.elsewhere, true, { ApiStages: [] })
      .key('Spent', KEYS.spent, true, { Quota: { Limit: 2, Period: 'MONTH' } })
      .key('Slow', KEYS.slow, true, { Throttle: { RateLimit: 0.01, BurstLimit: 2 } })
      .key('Twice', KEYS.twice, true, {
        Quota: { Limit: 1, Period: 'MONTH' },
        Throttle: { RateLimit: 0.01, BurstLimit: 1 },
      })
      .key('Method', KEYS.method, true, {
        ApiStages: [
          {
            ApiId: { Ref: 'Api' },
            Stage: { Ref: 'Stage' },
            Throttle: { '/keyed/tight/GET': { RateLimit: 0.01, BurstLimit: 1 } },
          },
        ],
      })
      .template({ Variables: { colour: 'blue' } }),

  /** Gateway responses of several kinds, and two binary types. */
  shaped: (codeOf) =>
    new GatewayStack('comparison-shaped', codeOf, { BinaryMediaTypes: ['image/png', 'application/*'] })
      .authorizer('Plain', 0)
      .method('ANY', '/authorized', 'Echo', { authorizer: 'Plain' })
      .method('GET', '/authorized/{id}', 'Echo', { authorizer: 'Plain' })
      .method('GET', '/keyed', 'Echo', { keyed: true })
      .method('ANY', '/answer', 'Answer')
      .method('POST', '/echo')
      .method('GET', '/closed')
      .throttle('/closed', 'GET', 0, 0)
      .key('Spent', KEYS.shapedSpent, true, { Quota: { Limit: 1, Period: 'MONTH' } })
      .gatewayResponse('UNAUTHORIZED', {
        StatusCode: '407',
        ResponseParameters: {
          [header('WWW-Authenticate')]: '\'Bearer realm="comparison"\'',
          [header('X-Given')]: 'method.request.header.X-Probe',
          [header('X-Query')]: 'method.request.querystring.probe',
          [header('X-Path')]: 'method.request.path.id',
          [header('X-Stage')]: 'stageVariables.colour',
          [header('X-Id')]: 'context.requestId',
          [header('X-Extended')]: 'context.extendedRequestId',
          [header('X-Method')]: 'context.httpMethod',
        },
        ResponseTemplates: text('{"title":$context.error.messageString,"type":"$context.error.responseType"}'),
      })
      .gatewayResponse('ACCESS_DENIED', {
        ResponseTemplates: text(
          '{"said":"$context.error.message","path":"$context.resourcePath","stage":"$context.stage","status":"$context.status"}',
        ),
      })
      .gatewayResponse('DEFAULT_4XX', {
        StatusCode: '418',
        ResponseParameters: { [header('X-Family')]: "'4'" },
        ResponseTemplates: text(
          '{"family":4,"type":"$context.error.responseType","text":$context.error.messageString}',
        ),
      })
      .gatewayResponse('DEFAULT_5XX', {
        ResponseParameters: { [header('X-Family')]: "'5'" },
        ResponseTemplates: text(
          '{"family":5,"type":"$context.error.responseType","text":$context.error.messageString}',
        ),
      })
      .gatewayResponse('AUTHORIZER_CONFIGURATION_ERROR', {
        StatusCode: '503',
        ResponseTemplates: text('{"type":"$context.error.responseType","text":$context.error.messageString}'),
      })
      .gatewayResponse('AUTHORIZER_FAILURE', { StatusCode: '504', ResponseTemplates: text('{"failure":true}') })
      .gatewayResponse('INVALID_API_KEY', {
        ResponseTemplates: {
          'application/json': '{"as":"json","unknown":"[$context.nothing]"}',
          'text/plain': 'as text',
        },
      })
      .gatewayResponse('THROTTLED', { ResponseParameters: { [header('Retry-After')]: "'7'" } })
      .gatewayResponse('QUOTA_EXCEEDED', { StatusCode: '402' })
      .template({ Variables: { colour: 'blue' } }),

  /** Every body binary. */
  binary: (codeOf) =>
    new GatewayStack('comparison-binary', codeOf, { BinaryMediaTypes: ['*/*'] })
      .method('ANY', '/echo')
      .method('ANY', '/answer', 'Answer')
      .preflight('/preflight', 'CONVERT_TO_TEXT')
      .template(),

  /** Keys that the authorizer names. */
  metered: (codeOf) =>
    new GatewayStack('comparison-metered', codeOf, { ApiKeySourceType: 'AUTHORIZER' })
      .authorizer('Plain', 0)
      .method('GET', '/keyed', 'Echo', { keyed: true, authorizer: 'Plain' })
      .method('GET', '/free', 'Echo', { authorizer: 'Plain' })
      .key('Good', KEYS.meteredGood, true, {})
      .key('Spent', KEYS.meteredSpent, true, { Quota: { Limit: 2, Period: 'MONTH' } })
      .template(),
};
