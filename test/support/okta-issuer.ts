import type { IssuerDocument } from '../../lambda/contract/proxy-document';

/** An issuer as a release holds it, for users who are its subjects. */
export const OKTA: IssuerDocument = {
  id: 'okta',
  issuer: 'https://okta.example.com',
  audiences: ['a'],
  clientIds: [],
  scopes: [],
  subjectClaim: 'sub',
  tenant: { kind: 'claim', claim: 'org' },
  roles: { kind: 'none' },
  claims: [],
  jwksUri: 'https://okta.example.com/jwks',
  algorithms: ['RS256'],
  types: [],
};
