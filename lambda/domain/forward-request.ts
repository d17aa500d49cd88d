import { type ApiDocument, actionId, type RouteDocument, routeKey } from '../contract/api-document';
import type { AuthorizerContext } from '../contract/authorizer-context';
import type { ReasonCode } from '../contract/reason';
import { type CanonicalRequest, canonicaliseRequest, digestOfCall } from './canonical-request';
import { refuseOtherCredential } from './credential';
import { decidedDigest, readDeclaredInput } from './declared-input';
import type { ForwardInput } from './forward-input';
import { formOverridesMethod } from './form-method';
import { foldHeaders } from './header-name';
import { foldParameterName } from './parameter-name';
import { filterRequestHeaders, type HeaderFields } from './request-headers';
import { fitsParameters } from './route-parameters';
import type { RouteTable } from './route-table';
import { credentialHeader } from './upstream-credential';

/** A request that was decided on, ready to be sent once the credential is on it. */
export interface ForwardRequest {
  readonly canonical: CanonicalRequest;
  readonly headers: HeaderFields;
  readonly body: Uint8Array | undefined;
}

export type ForwardPreparation =
  | { readonly ok: true; readonly request: ForwardRequest }
  | { readonly ok: false; readonly reason: ReasonCode };

/**
 * Checks that this is the request that the authorizer decided on, that it fits its route, and leaves out what an
 * upstream must not see.
 */
export function prepareForward(
  input: ForwardInput,
  context: AuthorizerContext,
  document: ApiDocument,
  table: RouteTable,
): ForwardPreparation {
  const { keyedBy } = context;
  if (keyedBy === undefined && context.verdict === 'refuse') {
    return refuse(context.reason as ReasonCode);
  }
  // Of an answer that may have been kept, the authorizer saw neither this query nor these headers.
  const conflict = keyedBy && refuseOtherCredential(input.headers, keyedBy);
  if (conflict !== undefined) {
    return refuse(conflict);
  }
  const canonical = canonicaliseRequest(
    input,
    (method, api, path) => api === document.api && table.admitsEncodedSlash(method, path),
  );
  if (!canonical.ok) {
    return refuse(canonical.reason);
  }
  if (context.verdict === 'refuse') {
    return refuse(context.reason as ReasonCode);
  }
  const { request } = canonical;
  const match = request.api === document.api ? table.match(request.method, request.path) : undefined;
  const route = match?.route;
  const declared = readDeclaredInput(route ?? {}, request, input.headers);
  if (!declared.ok) {
    return refuse(declared.reason);
  }
  const digest =
    keyedBy === undefined ? decidedDigest(request.digest, route ?? {}, declared.input) : digestOfCall(request);
  if (digest !== context.digest) {
    return refuse('digest_mismatch');
  }
  // A deploy can come between the two functions: only what both read in the same way was decided on.
  if (
    match === undefined ||
    route === undefined ||
    context.api !== document.api ||
    context.route !== routeKey(route) ||
    context.action !== actionId(document.api, route.action)
  ) {
    return refuse('release_mismatch');
  }
  const { credential } = document;
  if (
    credential.kind === 'query' &&
    request.pairs.some(([name]) => foldParameterName(name) === foldParameterName(credential.parameter))
  ) {
    return refuse('query_ambiguous');
  }
  const own = credentialHeader(credential);
  const headers = filterRequestHeaders(input.headers, own === undefined ? [] : [own]);
  if (!headers.ok) {
    return refuse('header_ambiguous');
  }
  if (!fitsParameters(match, request.pairs, input.headers)) {
    return refuse('parameter_invalid');
  }
  const body = Buffer.from(input.body ?? '', input.isBase64Encoded ? 'base64' : 'utf8');
  const misfit = bodyMisfit(body, input, route);
  if (misfit !== undefined) {
    return refuse(misfit);
  }
  return {
    ok: true,
    request: { canonical: request, headers: headers.headers, body: body.length === 0 ? undefined : body },
  };
}

function bodyMisfit(
  body: Uint8Array,
  input: ForwardInput,
  route: RouteDocument,
): 'body_missing' | 'body_too_large' | 'media_type_unsupported' | 'method_unsupported' | undefined {
  if (body.length > route.maxBodyBytes) {
    return 'body_too_large';
  }
  if (body.length === 0) {
    return route.bodyRequired === true ? 'body_missing' : undefined;
  }
  const given = foldHeaders(input.headers).get('content-type')?.[0] ?? '';
  const mediaType = given.replace(/;.*$/, '').trim().toLowerCase();
  if (route.contentTypes.length > 0 && !route.contentTypes.includes(mediaType)) {
    return 'media_type_unsupported';
  }
  return formOverridesMethod(mediaType, body, route.method) ? 'method_unsupported' : undefined;
}

function refuse(reason: ReasonCode): ForwardPreparation {
  return { ok: false, reason };
}
