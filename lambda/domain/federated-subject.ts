import {
  type ClaimDocument,
  clientsOf,
  type IssuerTerms,
  type SubjectRule,
  type ValueSource,
} from '../contract/proxy-document';
import { scopesOf } from './jwt-claims';
import type { ClaimValue, CredentialFacts, FederatedSubject } from './principal';
import { isListOf, isText } from './shape';
import { ruleFor } from './subject-rules';

type Claims = Readonly<Record<string, unknown>>;
/** What claims say of a subject, whatever carried them. */
export type MappedSubject = Omit<FederatedSubject, 'credential'>;

/** @see OpenID Connect Core 1.0, section 2: at most 255 ASCII characters */
const SUBJECT = /^[\x21\x23-\x5b\x5d-\x7e](?:[\x20\x21\x23-\x5b\x5d-\x7e]{0,253}[\x21\x23-\x5b\x5d-\x7e])?$/;
/** Printable ASCII without quote, backslash and the slash that ends it in a principal's id. */
const TENANT = /^[\x21\x23-\x2e\x30-\x5b\x5d-\x7e]{1,128}$/;
const ROLE = /^[^\p{C}\p{Zl}\p{Zp}]{1,128}$/u;
const ROLES_LIMIT = 64;
const TEXT_LIMIT = 1024;
const LIST_LIMIT = 128;

/**
 * Maps the claims of a verified token to a subject: tenant, name, roles and what policies may read.
 *
 * Names with control characters, quotes or backslashes are refused: they end up in headers and log lines. A declared
 * claim of another type is refused too, because leaving it out could switch off a `forbid` that asks for it.
 *
 * A subject that is a proxy user by rule has that user's tenant, and no roles but the user's own.
 *
 * @returns `undefined` where a claim that is needed is missing or not allowed.
 */
export function mapFederatedSubject(claims: Claims, issuer: IssuerTerms): MappedSubject | undefined {
  const { subject, isClient } = subjectOf(claims, issuer);
  const rule = ruleFor(claims, issuer, isClient ? subject : undefined);
  if (rule === false) {
    return undefined;
  }
  const tenants = rule === undefined ? valuesOf(issuer.tenant, claims) : tenantsOfRule(rule, issuer.tenant, claims);
  const roles = rule === undefined ? valuesOf(issuer.roles, claims) : [];
  const readable = readableClaims(claims, issuer.claims);
  const facts = factsOf(claims);
  const [tenant] = tenants ?? [];
  if (
    !isText(subject) ||
    !SUBJECT.test(subject) ||
    tenants?.length !== 1 ||
    tenant === undefined ||
    !TENANT.test(tenant) ||
    roles === undefined ||
    roles.length > ROLES_LIMIT ||
    !roles.every((role) => ROLE.test(role)) ||
    readable === undefined ||
    facts === undefined
  ) {
    return undefined;
  }
  return {
    issuerId: issuer.id,
    tenant,
    user: `${isClient ? clientsOf(issuer.id) : issuer.id}|${subject}`,
    ...(rule === undefined ? {} : { mapped: rule.user }),
    roles: [...new Set(roles)],
    claims: readable,
    ...facts,
  };
}

function claim(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

/** A service's token may name nobody but its client. */
function subjectOf(claims: Claims, issuer: IssuerTerms): { readonly subject: unknown; readonly isClient: boolean } {
  const subject = claim(claims, issuer.subjectClaim);
  return subject === undefined && issuer.clientAsSubject === true
    ? { subject: ['client_id', 'azp'].map((name) => claim(claims, name)).find(isThere), isClient: true }
    : { subject, isClient: false };
}

function isThere(value: unknown): boolean {
  return value !== undefined;
}

/** Where an issuer's tokens say whose they are, a rule gives none to another tenant; most of services do not say. */
function tenantsOfRule({ tenant }: SubjectRule, source: ValueSource, claims: Claims): readonly string[] | undefined {
  const told = source.kind === 'claim' ? valuesOf(source, claims) : [];
  return told?.every((one) => one === tenant) ? [tenant] : undefined;
}

const isTextList = isListOf(isText);

/** A claim that is left out names nothing; one text names one value. */
function valuesOf(source: ValueSource, claims: Claims): readonly string[] | undefined {
  switch (source.kind) {
    case 'none':
      return [];
    case 'fixed':
      return source.values;
    case 'claim': {
      const value = claim(claims, source.claim) ?? [];
      return isText(value) ? [value] : isTextList(value) ? value : undefined;
    }
  }
}

function readableClaims(
  claims: Claims,
  declared: readonly ClaimDocument[],
): Readonly<Record<string, ClaimValue>> | undefined {
  const readable: [string, ClaimValue][] = [];
  for (const { name, claim: source, type } of declared) {
    const given = claim(claims, source);
    if (given !== undefined) {
      const value = READERS[type](given, source);
      if (value === undefined) {
        return undefined;
      }
      readable.push([name, value]);
    }
  }
  return Object.fromEntries(readable);
}

/** As with declared claims, one of another type refuses: a policy that asks for it must not be passed by. */
function factsOf(claims: Claims): CredentialFacts | undefined {
  const { iat, acr, amr } = claims;
  const scopes = scopesOf(claims).filter((scope) => scope !== '');
  const fits =
    scopes.length <= LIST_LIMIT &&
    scopes.every(isShort) &&
    (acr === undefined || (isText(acr) && isShort(acr))) &&
    (amr === undefined || (isTextList(amr) && amr.length <= LIST_LIMIT && amr.every(isShort)));
  return fits
    ? {
        scopes: [...new Set(scopes)],
        ...(typeof iat === 'number' ? { issuedAt: iat } : {}),
        ...(acr === undefined ? {} : { acr }),
        ...(amr === undefined ? {} : { amr }),
      }
    : undefined;
}

const READERS = {
  String: (given) => (isText(given) && isShort(given) ? given : undefined),
  Long: (given) => (Number.isSafeInteger(given) ? (given as number) : undefined),
  Bool: (given) => (typeof given === 'boolean' ? given : undefined),
  StringSet: (given, source) => {
    // RFC 8693, section 4.2: `scope` alone is a list written as text.
    const list = isText(given) ? (source === 'scope' ? given.split(' ') : [given]) : given;
    return isTextList(list) && list.length <= LIST_LIMIT && list.every(isShort) ? list : undefined;
  },
} satisfies Readonly<Record<ClaimDocument['type'], (given: unknown, source: string) => ClaimValue | undefined>>;

function isShort(text: string): boolean {
  return text.length <= TEXT_LIMIT && !/\p{Cs}/u.test(text);
}
