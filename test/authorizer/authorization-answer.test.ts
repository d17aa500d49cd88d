import fc from 'fast-check';
import { AuthorizerFaultError, answerOf } from '../../lambda/authorizer/authorization-answer';
import type { AuthorizerContext } from '../../lambda/contract/authorizer-context';

const CONTEXT: AuthorizerContext = {
  id: 'a1',
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
const STAGE = 'arn:aws:execute-api:eu-west-1:111122223333:abcdef1234/prod';
const ARN = `${STAGE}/GET/shop/items/1`;

describe('what API Gateway is told', () => {
  test('a pass allows the method on its API, with the metering key', () => {
    const answer = answerOf({ kind: 'pass', context: CONTEXT, method: 'GET', meteringKey: 'surrogate' }, ARN);

    expect(answer).toEqual({
      principalId: 'acme/ci',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'execute-api:Invoke',
            Effect: 'Allow',
            Resource: [`${STAGE}/GET/shop`, `${STAGE}/GET/shop/*`],
          },
        ],
      },
      context: { ...CONTEXT },
      usageIdentifierKey: 'surrogate',
    });
  });

  test('A3 whatever path the client sent, the policy names none of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (path) => {
        const answer = answerOf(
          { kind: 'pass', context: CONTEXT, method: 'GET', meteringKey: 'k' },
          `${STAGE}/*/${path}/../*`,
        );

        expect(answer.policyDocument.Statement[0]).toMatchObject({
          Resource: [`${STAGE}/GET/shop`, `${STAGE}/GET/shop/*`],
        });
      }),
    );
  });

  test('a deny denies everything of the stage and has no key', () => {
    const answer = answerOf({ kind: 'deny', context: { ...CONTEXT, verdict: 'refuse', reason: 'policy_forbid' } }, ARN);

    expect(answer.policyDocument.Statement).toEqual([
      { Action: 'execute-api:Invoke', Effect: 'Deny', Resource: [`${STAGE}/*`] },
    ]);
    expect(answer).not.toHaveProperty('usageIdentifierKey');
  });

  test('A5 the context is flat text', () => {
    const { context } = answerOf({ kind: 'deny', context: CONTEXT }, ARN);

    expect(Object.values(context ?? {}).every((value) => typeof value === 'string')).toBe(true);
  });

  test('an unauthorized one is the one text that API Gateway takes for 401', () => {
    expect(() => answerOf({ kind: 'unauthorized' }, ARN)).toThrow(/^Unauthorized$/);
  });

  test('a fault is another error, which names id and reason', () => {
    expect(() =>
      answerOf({ kind: 'fault', id: 'a1', reason: 'registry_unavailable', detail: 'It is down.' }, ARN),
    ).toThrow(new AuthorizerFaultError('Request a1 is not decided: registry_unavailable: It is down.'));
  });
});
