/**
 * What the twin does where API Gateway's behaviour is not known, as far as it can be chosen.
 * `docs/twin.md` lists these together with the choices that are fixed.
 */
export interface GatewayChoices {
  /**
   * Whether a request whose path fits a resource without its verb may reach a `{parameter}` sibling. A `{proxy+}`
   * sibling always serves it.
   * @default false
   */
  readonly verbMismatchReachesParameter: boolean;
  /**
   * `X-HTTP-Method-Override` replaces the method on AWS, but where in the order is not documented.
   * @default 'REFUSE' (400)
   */
  readonly methodOverride: 'REFUSE' | 'IGNORE';
  /** What a gateway response template shows for a variable without a value. @default '' */
  readonly unresolvedVariable: string;
  /** Text of an explicit deny; AWS's changed in 2026. @default the form of 2026 */
  readonly explicitDenyText: string;
  /** Milliseconds that the gateway waits for an authorizer function. @default 10000 */
  readonly authorizerTimeoutInMillis: number;
}

export const DEFAULT_CHOICES: GatewayChoices = {
  verbMismatchReachesParameter: false,
  methodOverride: 'REFUSE',
  unresolvedVariable: '',
  explicitDenyText: 'User is not authorized to access this resource with an explicit deny in an identity-based policy',
  authorizerTimeoutInMillis: 10_000,
};
