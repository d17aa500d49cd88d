import { aws_apigateway as apigateway, Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type CorsDocument, HTTP_METHODS } from '../../lambda/contract/api-document';
import { REQUEST_ID_HEADER } from '../../lambda/contract/problem-details';
import type { CorsOptions } from '../cors-options';
import { assertName, HEADER_RULE } from './names';
import { assertOrigin } from './outbound-url';
import { assertConcrete, assertConfiguration, assertWithin } from './validation';

/** @throws ConfigurationError */
export function corsDocument(place: Construct, options: CorsOptions): CorsDocument {
  const { allowOrigins, maxAge = Duration.hours(1) } = options;
  assertConfiguration(allowOrigins.length === 1, place, {
    what: 'cors.allowOrigins',
    given: allowOrigins,
    allowed: 'one origin, or "*"',
    remedy:
      'API Gateway cannot repeat the caller’s origin in its own answers: put the pages under one origin, or say "*" — no cookie is ever accepted.',
  });
  const allowOrigin = allowOrigins[0] as string;
  assertConcrete(place, 'cors.allowOrigins', allowOrigin);
  if (allowOrigin !== '*') {
    assertOrigin(place, 'cors.allowOrigins', allowOrigin);
  }
  const allowHeaders = options.allowHeaders ?? ['Authorization', 'Content-Type', 'X-Api-Key'];
  const exposeHeaders = options.exposeHeaders ?? [REQUEST_ID_HEADER, 'Retry-After'];
  for (const header of allowHeaders) {
    assertName(place, 'cors.allowHeaders', header, HEADER_RULE);
  }
  for (const header of exposeHeaders) {
    assertName(place, 'cors.exposeHeaders', header, HEADER_RULE);
  }
  const maxAgeSeconds = maxAge.toSeconds({ integral: false });
  assertWithin(place, 'cors.maxAge', maxAgeSeconds, [0, 86_400], 'seconds');
  return { allowOrigin, allowHeaders, exposeHeaders, maxAgeSeconds };
}

/** Headers of every answer to a page, quoted as API Gateway's mappings want fixed text. */
export function corsHeaders(cors: CorsDocument | undefined): Record<string, string> {
  if (cors === undefined) {
    return {};
  }
  return {
    'Access-Control-Allow-Origin': `'${cors.allowOrigin}'`,
    'Access-Control-Expose-Headers': `'${cors.exposeHeaders.join(',')}'`,
    ...(cors.allowOrigin === '*' ? {} : { Vary: "'Origin'" }),
  };
}

/** Answers preflight requests without asking anybody: they carry no credential. */
export function addPreflight(resource: apigateway.IResource, cors: CorsDocument): void {
  const headers: Record<string, string> = {
    ...corsHeaders(cors),
    'Access-Control-Allow-Methods': `'${HTTP_METHODS.join(',')}'`,
    'Access-Control-Allow-Headers': `'${cors.allowHeaders.join(',')}'`,
    'Access-Control-Max-Age': `'${cors.maxAgeSeconds}'`,
  };
  const parameters = Object.keys(headers).map((name) => `method.response.header.${name}`);
  resource.addMethod(
    'OPTIONS',
    new apigateway.MockIntegration({
      // Every media type counts as binary here, and a mock integration reads its template from text only.
      contentHandling: apigateway.ContentHandling.CONVERT_TO_TEXT,
      passthroughBehavior: apigateway.PassthroughBehavior.WHEN_NO_MATCH,
      requestTemplates: { 'application/json': '{"statusCode": 204}' },
      integrationResponses: [
        {
          statusCode: '204',
          contentHandling: apigateway.ContentHandling.CONVERT_TO_TEXT,
          responseParameters: Object.fromEntries(
            Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, value]),
          ),
        },
      ],
    }),
    {
      authorizationType: apigateway.AuthorizationType.NONE,
      apiKeyRequired: false,
      methodResponses: [
        { statusCode: '204', responseParameters: Object.fromEntries(parameters.map((name) => [name, true])) },
      ],
    },
  );
}
