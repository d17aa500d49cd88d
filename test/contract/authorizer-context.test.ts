import {
  AUTHORIZER_CONTEXT_KEYS,
  type AuthorizerContext,
  decodeAuthorizerContext,
  encodeAuthorizerContext,
} from '../../lambda/contract/authorizer-context';

const FORWARD: AuthorizerContext = {
  id: 'id-1',
  verdict: 'forward',
  reason: 'none',
  tenant: 'acme',
  principal: 'acme/ci',
  api: 'shop',
  route: 'GET /items/{item}',
  action: 'shop:ReadItem',
  digest: 'd'.repeat(64),
  policies: 'base.0',
};
const REFUSE: AuthorizerContext = { ...FORWARD, verdict: 'refuse', reason: 'route_unknown' };
const KEPT: AuthorizerContext = { ...FORWARD, keyedBy: 'x-api-key' };

describe('the authorizer’s context', () => {
  test.each([[FORWARD], [REFUSE], [KEPT]])('comes back as it was written: $verdict', (context) => {
    expect(decodeAuthorizerContext({ principalId: 'x', ...encodeAuthorizerContext(context) })).toEqual(context);
  });

  test.each(AUTHORIZER_CONTEXT_KEYS.map((key) => [key]))('without %s it is none', (key) => {
    expect(decodeAuthorizerContext({ ...FORWARD, [key]: undefined })).toBeUndefined();
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'context'],
    ['a refusal without a reason', { ...REFUSE, reason: 'none' }],
    ['a reason that is not in the table', { ...REFUSE, reason: 'toString' }],
    ['a reason beside a verdict to forward', { ...FORWARD, reason: 'route_unknown' }],
    ['another verdict', { ...FORWARD, verdict: 'allow' }],
    ['a key that is no credential header', { ...FORWARD, keyedBy: 'cookie' }],
    ['a value that is no text', { ...FORWARD, digest: 1 }],
  ])('P1 %s is none', (_name, given) => {
    expect(decodeAuthorizerContext(given)).toBeUndefined();
  });
});
