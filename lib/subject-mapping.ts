import type { SubjectRule } from '../lambda/contract/proxy-document';
import { assertName, TENANT_RULE, USER_RULE } from './private/names';
import { assertConcrete, assertConfiguration } from './private/validation';

/** Which subjects of an issuer are which proxy user. All that is said must hold. */
export interface SubjectMappingOptions {
  /**
   * Exact text of claims, by name; a list is never a text.
   *
   * @default - none; then `client` is needed
   */
  readonly claims?: { [name: string]: string };
  /**
   * Client that the token names in place of a subject (`clientAsSubject`). Users who come through that client have a
   * subject, so this does not speak of them; a claim `client_id` would.
   *
   * @default - whoever it names
   */
  readonly client?: string;
  /** Tenant of the proxy user. Where the issuer's tokens name their tenant, one that names another is refused. */
  readonly tenant: string;
  /** Name of the proxy user inside the tenant. It has no `federated` subject of its own. */
  readonly user: string;
}

/**
 * Says that subjects of an issuer are a proxy user: its tenant, its roles, its usage plan, its expiry and its status,
 * whatever the token says of a tenant or of roles. The user's record must be there.
 *
 * Mappings have no order. Two mappings to different users must exclude each other by a claim that both name, so that no
 * mapping that is added later changes what an earlier one says.
 */
export class SubjectMapping {
  /** A user that a `ProxyUser` of the proxy declares. */
  public static toUser(options: SubjectMappingOptions): SubjectMapping {
    return new SubjectMapping(options, true);
  }

  /** A user that is registered otherwise. Until it is, its subjects are refused. */
  public static toManagedUser(options: SubjectMappingOptions): SubjectMapping {
    return new SubjectMapping(options, false);
  }

  /** @internal */
  public readonly _document: SubjectRule;

  private constructor(
    { claims = {}, client, tenant, user }: SubjectMappingOptions,
    /** @internal */
    public readonly _declared: boolean,
  ) {
    const place = `SubjectMapping to "${tenant}/${user}"`;
    assertName(place, 'tenant', tenant, TENANT_RULE);
    assertName(place, 'user', user, USER_RULE);
    for (const [name, value] of Object.entries(claims)) {
      assertConcrete(place, `claims.${name}`, value);
    }
    assertConcrete(place, 'client', client);
    assertConfiguration(client !== undefined || Object.keys(claims).length > 0, place, {
      what: 'claims',
      given: claims,
      allowed: 'one claim or more, or a client',
      remedy: 'Say which subjects are meant: every one of the issuer would be this user otherwise.',
    });
    this._document = { claims, ...(client === undefined ? {} : { client }), tenant, user };
  }

  /**
   * Whether no token can be meant by both.
   *
   * @param subjectClaim which a token that names a client in place of a subject does not have.
   *
   * @internal
   */
  public _excludes({ _document: other }: SubjectMapping, subjectClaim: string): boolean {
    const { claims, client } = this._document;
    return (
      (client !== undefined && other.client !== undefined && client !== other.client) ||
      (client !== undefined && Object.hasOwn(other.claims, subjectClaim)) ||
      (other.client !== undefined && Object.hasOwn(claims, subjectClaim)) ||
      Object.entries(claims).some(([name, text]) => Object.hasOwn(other.claims, name) && other.claims[name] !== text)
    );
  }
}
