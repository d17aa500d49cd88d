import { AuthorizerCache } from './authorizer-cache';
import { type AuthorizerOutput, parseAuthorizerOutput } from './authorizer-output';
import { AuthorizerOutputError, evaluatePolicy } from './authorizer-policy';
import type { GatewayChoices } from './choices';
import type { Authorization, RoutedExchange } from './exchange';
import { type GatewayError, gatewayError } from './gateway-error';
import { authorizerSource } from './invocation-source';
import type { GatewayLimits } from './limits';
import type { Clock, FunctionInvoker, GatewayAuthorizer } from './model';
import { requestContextOf, requestFieldsOf } from './request-event';
import { valuesOf } from './request-reference';

export interface AuthorizerDependencies {
  readonly invoker: FunctionInvoker;
  readonly clock: Clock;
  readonly limits: GatewayLimits;
  readonly choices: GatewayChoices;
  readonly onWarning: (message: string) => void;
}

export type AuthorizerResult =
  | { readonly permitted: true; readonly authorization: Authorization }
  | { readonly permitted: false; readonly error: GatewayError };

interface Answer {
  readonly output: AuthorizerOutput;
  readonly latency: number;
}

/** Runs REQUEST authorizers: identity sources, cache, function, policy. */
export class RequestAuthorizer {
  readonly #dependencies: AuthorizerDependencies;
  readonly #cache: AuthorizerCache;

  constructor(dependencies: AuthorizerDependencies) {
    this.#dependencies = dependencies;
    this.#cache = new AuthorizerCache(dependencies.clock);
  }

  flushCache(): void {
    this.#cache.flush();
  }

  async authorize(authorizer: GatewayAuthorizer, exchange: RoutedExchange): Promise<AuthorizerResult> {
    const { limits, choices } = this.#dependencies;
    const methodArn = methodArnOf(exchange);
    if (Buffer.byteLength(methodArn) > limits.methodArnBytes) {
      const instead = { status: 414, errorType: 'RequestTooLongException', message: 'Request URI too long' };
      return refuse(gatewayError('DEFAULT_4XX', instead));
    }
    const identity = authorizer.identitySources.map((source) => valuesOf(source, exchange));
    // Also at TTL 0: whoever declares a source wants it to be there.
    if (identity.some((values) => (values.at(-1) ?? '') === '')) return refuse(gatewayError('UNAUTHORIZED'));

    const answer = await this.#answerOf(authorizer, exchange, identity, methodArn);
    if ('responseType' in answer) return refuse(answer);
    const { output, latency } = answer;
    exchange.variables
      .setAll(Object.fromEntries(Object.entries(output.context).map(([key, value]) => [`authorizer.${key}`, value])))
      .setAll({
        'authorizer.principalId': output.principalId,
        'authorizer.latency': latency,
        'authorizer.integrationLatency': latency,
        'authorizer.status': 200,
      });

    const decision = evaluatePolicy(output.policy, methodArn);
    exchange.variables.set('authorize.status', decision === 'ALLOW' ? 200 : 403);
    if (decision === 'EXPLICIT_DENY') {
      return refuse(gatewayError('ACCESS_DENIED', { message: choices.explicitDenyText }));
    }
    if (decision === 'IMPLICIT_DENY') return refuse(gatewayError('ACCESS_DENIED'));
    const { principalId, context, usageIdentifierKey } = output;
    return {
      permitted: true,
      authorization: { principalId, context, usageIdentifierKey, integrationLatency: latency },
    };
  }

  async #answerOf(
    authorizer: GatewayAuthorizer,
    exchange: RoutedExchange,
    identity: readonly (readonly string[])[],
    methodArn: string,
  ): Promise<Answer | GatewayError> {
    const cached = this.#cache.find(authorizer, identity);
    if (cached) return { output: cached, latency: 0 };
    const { invoker, choices, limits } = this.#dependencies;
    const event = authorizerEventOf(exchange, methodArn);
    const source = authorizerSource(exchange.model, authorizer.id);
    const { authorizerTimeoutInMillis } = choices;
    const result = await invoker.invoke(authorizer.functionArn, event, authorizerTimeoutInMillis, source);
    const latency = Math.round(result.latencyMs);
    exchange.variables.setAll({
      'authorizer.requestId': result.requestId,
      'authorizer.latency': latency,
      'authorizer.integrationLatency': latency,
    });
    if (!result.ok) return this.#failure(exchange, authorizer, result.errorMessage, result.timedOut);
    exchange.variables.set('authorizer.integrationStatus', 200);
    try {
      const output = parseAuthorizerOutput(result.payload, limits.policyResourceCharacters);
      this.#cache.put(authorizer, identity, output);
      return { output, latency };
    } catch (error) {
      if (!(error instanceof AuthorizerOutputError)) throw error;
      return this.#failure(exchange, authorizer, error.message, false);
    }
  }

  #failure(exchange: RoutedExchange, authorizer: GatewayAuthorizer, message: string, timedOut: boolean): GatewayError {
    exchange.variables.set('authorizer.error', message);
    if (message === 'Unauthorized' && !timedOut) {
      exchange.variables.set('authorizer.status', 401);
      return gatewayError('UNAUTHORIZED');
    }
    exchange.variables.set('authorizer.status', 500);
    this.#dependencies.onWarning(`Authorizer ${authorizer.name} failed: ${message}`);
    return gatewayError('AUTHORIZER_CONFIGURATION_ERROR');
  }
}

/** `arn:aws:execute-api:{region}:{account}:{api}/{stage}/{verb}/{path as sent}`. */
export function methodArnOf({ model, verb, path }: RoutedExchange): string {
  const { region, accountId, restApiId, stage } = model;
  return `arn:aws:execute-api:${region}:${accountId}:${restApiId}/${stage.name}/${verb}${path}`;
}

/** The event of a REQUEST authorizer: no body, and empty maps where a proxy event has `null`. */
function authorizerEventOf(exchange: RoutedExchange, methodArn: string): Record<string, unknown> {
  return { type: 'REQUEST', methodArn, ...requestFieldsOf(exchange), requestContext: requestContextOf(exchange) };
}

function refuse(error: GatewayError): AuthorizerResult {
  return { permitted: false, error };
}
