import { aws_apigateway as apigateway, type Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ANSWER_TTL_LIMIT_SECONDS } from '../../lambda/contract/proxy-document';
import type { AccessProxyProps } from '../access-proxy-props';
import type { AuthorizerCache } from '../authorizer-cache';
import { CredentialHeader } from '../credential-header';
import { assertConfiguration } from './validation';

/** @returns how long API Gateway keeps an answer, in seconds; `undefined` = not at all. */
export function answerTtlOf({ authorizerCache }: AccessProxyProps): number | undefined {
  return authorizerCache?._ttl.toSeconds({ integral: false });
}

/** What tells answers apart. Each has to be there, so it is one header; the path has the stage in it. */
export function identitySourcesOf(cache: AuthorizerCache): string[] {
  return [
    apigateway.IdentitySource.header(cache._credentialHeader),
    apigateway.IdentitySource.context('httpMethod'),
    apigateway.IdentitySource.context('path'),
  ];
}

/**
 * Checks that a proxy can keep answers at all.
 *
 * @throws ConfigurationError
 */
export function assertKeepable(scope: Construct, { authorizerCache, issuers = [] }: AccessProxyProps): void {
  if (authorizerCache === undefined) {
    return;
  }
  assertTtl(scope, authorizerCache._ttl);
  assertConfiguration(authorizerCache._credentialHeader !== CredentialHeader.API_KEY || issuers.length === 0, scope, {
    what: 'authorizerCache.credentialHeader',
    given: authorizerCache._credentialHeader,
    allowed: `${CredentialHeader.AUTHORIZATION} where there are issuers`,
    remedy: "Issuers' tokens come in Authorization, and a request without the header is refused: use that one.",
  });
  for (const { name, _document: document } of issuers) {
    assertConfiguration(!('authorities' in document), scope, {
      what: `issuer "${name}"`,
      given: 'Issuer.clientCertificates()',
      allowed: 'none where answers are kept by authorizerCache',
      remedy:
        'A kept answer belongs to whoever sends a header, and certificates come in none: leave one of the two out.',
    });
    assertConfiguration(document.senderConstraint === undefined, scope, {
      what: `senderConstraint of issuer "${name}"`,
      given: document.senderConstraint,
      allowed: 'none where answers are kept by authorizerCache',
      remedy: 'Each call needs a proof of its own, which a kept answer does not ask for: leave one of the two out.',
    });
  }
}

function assertTtl(scope: Construct, ttl: Duration): void {
  const refusal = {
    what: 'authorizerCache.ttl',
    allowed: `whole seconds known at synth, from 1 to ${ANSWER_TTL_LIMIT_SECONDS}`,
    remedy: 'Write out a short time; 0 is to leave authorizerCache out.',
  };
  assertConfiguration(!ttl.isUnresolved(), scope, { ...refusal, given: 'a value known only at deploy time' });
  const seconds = ttl.toSeconds({ integral: false });
  const fits = Number.isInteger(seconds) && seconds >= 1 && seconds <= ANSWER_TTL_LIMIT_SECONDS;
  assertConfiguration(fits, scope, { ...refusal, given: ttl.toHumanString() });
}
