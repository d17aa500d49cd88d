/** Why a tenant or a user cannot be what was asked. The command line has a message for each. */
export type RefusalKind =
  /** There is no release: nothing was deployed yet. */
  | 'no_release'
  | 'tenant_unknown'
  | 'tenant_exists'
  | 'tenant_not_empty'
  /** The tenant has no key that could meter its users. */
  | 'tenant_unmetered'
  | 'user_unknown'
  | 'user_exists'
  /** Another user of the tenant goes by the name. */
  | 'name_taken'
  /** The stack declares it. */
  | 'declared'
  /** The stack declared it until the last deploy: a rollback would bring it back. */
  | 'retired'
  /** A deploy that was begun and not finished declares it. */
  | 'pending'
  /** Somebody else changed it at the same time. */
  | 'lost_race'
  | 'issuer_unknown'
  /** The proxy takes no API Gateway keys for credentials. */
  | 'keys_not_credentials'
  | 'key_unknown'
  | 'key_disabled'
  /** The proxy made the key itself: it opens nothing. */
  | 'key_own'
  | 'key_taken'
  | 'key_in_no_plan'
  /** The user has another adopted key. */
  | 'key_already'
  /** The plan of a key that the proxy did not make is not its to change. */
  | 'key_plan'
  /** The key is all that the user has. */
  | 'key_only'
  /** Its creation has not ended. */
  | 'user_unfinished'
  /** It is a subject of an issuer: that mints its tokens. */
  | 'user_federated'
  | 'token_unknown'
  | 'action_unknown'
  /** API Gateway has no more keys. */
  | 'key_quota';

/** Raised where what was asked cannot be; nothing was changed, or it can be run again. */
export class ManageRefusal extends Error {
  public override readonly name = 'ManageRefusal';

  /**
   * @param subject `tenant`, `tenant/user`, or a key's id; never a secret.
   * @param detail more about it, for a person.
   */
  public constructor(
    public readonly kind: RefusalKind,
    public readonly subject: string,
    public readonly detail = '',
  ) {
    super(`${kind}: ${subject}${detail === '' ? '' : ` (${detail})`}`);
  }
}
