import type { GatewayAuthorizer, GatewayModel } from './model';
import { GatewayModelError } from './model-error';
import { REFERENCE } from './request-reference';

/** Seconds. Page: "CreateAuthorizer" (authorizerResultTtlInSeconds), read on 24 November 2026. */
const MAX_RESULT_TTL = 3_600;

/**
 * Refuses a model whose behaviour on AWS is not known, before it serves anything.
 * @throws GatewayModelError
 */
export function assertServable(model: GatewayModel): void {
  for (const authorizer of model.authorizers.values()) assertAuthorizer(authorizer);
  assertAuthorizersExist(model);
  assertGatewayResponses(model);
  assertAccessLog(model);
}

function assertAuthorizer(authorizer: GatewayAuthorizer): void {
  const place = `authorizer ${authorizer.name}`;
  const ttl = authorizer.resultTtlInSeconds;
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > MAX_RESULT_TTL) {
    throw new GatewayModelError(place, `a TTL of ${ttl}`, `0 to ${MAX_RESULT_TTL} seconds`, 'change the TTL');
  }
  if (ttl > 0 && authorizer.identitySources.length === 0) {
    throw new GatewayModelError(
      place,
      `a TTL of ${ttl} without identity sources`,
      'a TTL of 0 or at least one identity source',
      'name the sources that decide, or set the TTL to 0',
    );
  }
  for (const source of authorizer.identitySources) {
    const groups = REFERENCE.exec(source)?.groups;
    if (groups && groups.place !== 'path') continue;
    throw new GatewayModelError(
      place,
      `the identity source ${source}`,
      'method.request.header.N, method.request.querystring.N, stageVariables.N or context.N',
      'use one of these; path parameters cannot be identity sources',
    );
  }
}

function assertAuthorizersExist(model: GatewayModel): void {
  for (const { path, methods } of model.resources) {
    for (const method of methods.values()) {
      if (method.authorizationType !== 'CUSTOM') continue;
      if (method.authorizerId !== undefined && model.authorizers.has(method.authorizerId)) continue;
      throw new GatewayModelError(
        `method ${method.httpMethod} ${path}`,
        `the authorizer ${method.authorizerId ?? '(none)'}`,
        [...model.authorizers.keys()].join(', ') || '(no authorizer in the model)',
        'add the authorizer to the model',
      );
    }
  }
}

function assertGatewayResponses(model: GatewayModel): void {
  for (const { responseType, responseParameters } of model.gatewayResponses.values()) {
    for (const [parameter, source] of Object.entries(responseParameters)) {
      const isKnown = /^gatewayresponse\.header\.[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(parameter);
      if (isKnown && (/^'.*'$/s.test(source) || REFERENCE.test(source))) continue;
      throw new GatewayModelError(
        `gateway response ${responseType}`,
        `${parameter} from ${source}`,
        "gatewayresponse.header.N from 'literal', method.request.{header|querystring|path}.N, stageVariables.N or context.N",
        'change the parameter',
      );
    }
  }
}

function assertAccessLog(model: GatewayModel): void {
  const format = model.stage.accessLog?.format;
  if (format === undefined) return;
  const hasId = /\$context\.(requestId|extendedRequestId)\b/.test(format);
  if (hasId && !/[\r\n]/.test(format)) return;
  throw new GatewayModelError(
    `stage ${model.stage.name}`,
    `the access log format ${JSON.stringify(format)}`,
    'one line that holds $context.requestId or $context.extendedRequestId',
    'change the format',
  );
}
