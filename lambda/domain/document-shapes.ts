import { type IssuerDocument, type ProxyDocument, SIGNATURE_ALGORITHMS } from '../contract/proxy-document';
import type { PolicyManifest, PolicySlice, ReleaseDocument } from '../contract/registry-records';
import {
  isEither,
  isHash,
  isListOf,
  isMapOf,
  isObjectWith,
  isOneOf,
  isOptional,
  isPlainObject,
  isText,
  type Shape,
} from './shape';

/** What the authorizer needs of a release. */
export const isRelease: Shape<Pick<ReleaseDocument, 'schema' | 'proxy' | 'apis'>> = isObjectWith({
  version: isOneOf(1),
  schema: isHash,
  proxy: isHash,
  apis: isMapOf(isHash),
});

const isClaimSource = isObjectWith({ kind: isOneOf('claim'), claim: isText });
const isFixedSource = isObjectWith({ kind: isOneOf('fixed'), values: isListOf(isText) });
const isNoSource = isObjectWith({ kind: isOneOf('none') });

const isIssuer: Shape<IssuerDocument> = isObjectWith({
  id: isText,
  issuer: isText,
  jwksUri: isText,
  audiences: isListOf(isText),
  clientIds: isListOf(isText),
  tokenUse: isOptional(isOneOf('access', 'id')),
  algorithms: isListOf(isOneOf(...SIGNATURE_ALGORITHMS)),
  types: isListOf(isText),
  scopes: isListOf(isText),
  subjectClaim: isText,
  tenant: isEither(isClaimSource, isFixedSource),
  roles: isEither(isEither(isClaimSource, isFixedSource), isNoSource),
  claims: isListOf(isObjectWith({ name: isText, claim: isText, type: isOneOf('String', 'Long', 'Bool', 'StringSet') })),
});

export const isProxyDocument: Shape<ProxyDocument> = isObjectWith({
  version: isOneOf(1),
  issuers: isListOf(isIssuer),
});

export const isPolicyManifest: Shape<PolicyManifest> = isObjectWith({
  version: isOneOf(1),
  schema: isHash,
  slices: isMapOf(isHash),
});

export const isPolicySlice: Shape<PolicySlice> = isObjectWith({
  version: isOneOf(1),
  policies: isMapOf(isPlainObject),
});
