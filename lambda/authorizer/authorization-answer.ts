import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { type AuthorizerContext, encodeAuthorizerContext } from '../contract/authorizer-context';
import type { Verdict } from '../domain/authorize';

/** Answered with 503 by the gateway's responses. The text reaches the function's log, never the client. */
export class AuthorizerFaultError extends Error {
  public override readonly name = 'AuthorizerFaultError';
}

/**
 * Tells API Gateway a verdict.
 *
 * @param methodArn ARN of the call; only its fixed parts are used. Its path is what the client sent, and a `*` in it
 * would match anything.
 * @throws Error `Unauthorized` for 401, AuthorizerFaultError for 503
 */
export function answerOf(verdict: Verdict, methodArn: string): APIGatewayAuthorizerResult {
  switch (verdict.kind) {
    case 'unauthorized':
      // API Gateway knows this one text.
      throw new Error('Unauthorized');
    case 'fault':
      throw new AuthorizerFaultError(`Request ${verdict.id} is not decided: ${verdict.reason}: ${verdict.detail}`);
    case 'deny':
      return { ...policyOf(verdict.context, 'Deny', [`${stageOf(methodArn)}/*`]) };
    case 'pass': {
      const { context, meteringKey } = verdict;
      const resource = `${stageOf(methodArn)}/${verdict.method}/${context.api}`;
      return { ...policyOf(context, 'Allow', [resource, `${resource}/*`]), usageIdentifierKey: meteringKey };
    }
  }
}

/** `arn:{partition}:execute-api:{region}:{account}:{restApiId}/{stage}` */
function stageOf(methodArn: string): string {
  return methodArn.split('/', 2).join('/');
}

function policyOf(
  context: AuthorizerContext,
  effect: 'Allow' | 'Deny',
  resources: string[],
): APIGatewayAuthorizerResult {
  return {
    principalId: context.principal,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resources }],
    },
    context: encodeAuthorizerContext(context),
  };
}
