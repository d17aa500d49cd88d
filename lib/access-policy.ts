import { Construct } from 'constructs';
import type { IAccessProxy } from './access-proxy-reference';
import type { PolicyText } from './policy-text';
import { hostOf } from './private/proxy-host';
import { assertName, POLICY_RULE, TENANT_RULE } from './private/names';

/** How policies are declared. */
export interface AccessPolicyProps {
  /**
   * One that this app deploys, or that another did: then each statement has to name an action of this app's own APIs.
   */
  readonly proxy: IAccessProxy;
  /** Cedar statements; checked at synth against the schema that routes and claims make. */
  readonly policies: PolicyText;
  /**
   * The tenant whose own set they belong to. A request of that tenant then needs a permit of both sets, so a tenant's
   * policies can only narrow what the global ones permit.
   *
   * @default - the global set
   */
  readonly tenant?: string;
  /**
   * Name in decisions and records; its statements are called `<name>.0`, `<name>.1` and so on.
   *
   * @default - the construct's id
   */
  readonly policyName?: string;
}

/** Cedar policies of a proxy: everything is refused but what they permit, and a forbid wins. */
export class AccessPolicy extends Construct {
  public readonly policyName: string;

  public constructor(scope: Construct, id: string, props: AccessPolicyProps) {
    super(scope, id);
    const { proxy, policies, tenant } = props;
    this.policyName = props.policyName ?? id;
    assertName(this, 'policyName', this.policyName, POLICY_RULE);
    if (tenant !== undefined) {
      assertName(this, 'tenant', tenant, TENANT_RULE);
    }
    hostOf(this, proxy)._addPolicy(this, {
      id: this.policyName,
      text: policies._text,
      ...(tenant === undefined ? {} : { tenant }),
    });
  }
}
