import {
  type CertificateIssuerDocument,
  type IssuerDocument,
  type OpaqueIssuerDocument,
  type ProxyDocument,
  SIGNATURE_ALGORITHMS,
} from '../contract/proxy-document';
import type { PolicyManifest, PolicySlice, ReleaseDocument } from '../contract/registry-records';
import {
  isEither,
  isFlag,
  isHash,
  isListOf,
  isMapOf,
  isObjectWith,
  isOneOf,
  isOptional,
  isPlainObject,
  isText,
  isWholeNumber,
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

const TERMS = {
  id: isText,
  issuer: isText,
  audiences: isListOf(isText),
  clientIds: isListOf(isText),
  scopes: isListOf(isText),
  subjectClaim: isText,
  clientAsSubject: isOptional(isFlag),
  subjectRules: isOptional(
    isListOf(isObjectWith({ claims: isMapOf(isText), client: isOptional(isText), tenant: isText, user: isText })),
  ),
  mappedOnly: isOptional(isFlag),
  tenant: isEither(isClaimSource, isFixedSource),
  roles: isEither(isEither(isClaimSource, isFixedSource), isNoSource),
  claims: isListOf(isObjectWith({ name: isText, claim: isText, type: isOneOf('String', 'Long', 'Bool', 'StringSet') })),
  senderConstraint: isOptional(isOneOf('accepted', 'dpop', 'mutualTls')),
};

const isIssuer: Shape<IssuerDocument> = isObjectWith({
  ...TERMS,
  jwksUri: isText,
  tokenUse: isOptional(isOneOf('access', 'id')),
  algorithms: isListOf(isOneOf(...SIGNATURE_ALGORITHMS)),
  types: isListOf(isText),
});

const isOpaqueIssuer: Shape<OpaqueIssuerDocument> = isObjectWith({
  ...TERMS,
  introspectionUrl: isText,
  clientId: isText,
  secretArn: isText,
  secretField: isOptional(isText),
  tokenPrefix: isOptional(isText),
});

const isCertificateIssuer: Shape<CertificateIssuerDocument> = isObjectWith({ ...TERMS, authorities: isListOf(isText) });

export const isProxyDocument: Shape<ProxyDocument> = isObjectWith({
  version: isOneOf(1),
  issuers: isListOf(isIssuer),
  opaqueIssuers: isOptional(isListOf(isOpaqueIssuer)),
  certificateIssuers: isOptional(isListOf(isCertificateIssuer)),
  answerTtlSeconds: isOptional(isWholeNumber),
  apiKeysAsCredential: isOptional(isFlag),
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
