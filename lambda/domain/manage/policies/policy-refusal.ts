/** Why managed policies cannot be what was asked. The command line has a message for each. */
export type PolicyRefusalKind =
  /** There is no release of this proxy: nothing was deployed yet. */
  | 'no_release'
  /** The release in force has no such tenant. */
  | 'tenant_unknown'
  /** The command line made the tenant: a deploy would not carry its own set over. */
  | 'tenant_managed'
  /** The stack declares the tenant's own set. */
  | 'set_declared'
  /** Somebody wrote the tenant's set past the command line. */
  | 'set_unversioned'
  /** A deploy that was begun and not finished. */
  | 'deploying'
  | 'policy_unknown'
  | 'version_unknown'
  /** What was given does not fit. */
  | 'invalid'
  /** Somebody else changed the set, and was first. */
  | 'lost_race';

/** Raised where what was asked cannot be; nothing was changed. */
export class PolicyRefusal extends Error {
  public override readonly name = 'PolicyRefusal';

  /**
   * @param subject the set, a policy or a version, as it was given.
   * @param details for a person, a sentence each.
   */
  public constructor(
    public readonly kind: PolicyRefusalKind,
    public readonly subject: string,
    public readonly details: readonly string[] = [],
  ) {
    super(`${kind}: ${subject}`);
  }
}
