import type { CustomResourceAnswer, CustomResourceRequest, DeployTarget } from '../../../local/assembly/deploy-target';
import type { UsagePlanModel } from '../../../local/gateway/model';
import type { RoleModel } from '../../../local/permissions/declared-role';
import type { InvokePermission } from '../../../local/permissions/invoke-permissions';
import type { DeclaredPolicy } from '../../../local/permissions/policy-document';
import type { FunctionModel } from '../../../local/runtime/function-model';
import type { ApiKeyModel } from '../../../local/services/api-key-model';
import type { SecretModel } from '../../../local/services/secret-model';
import type { TableModel } from '../../../local/services/table-model';

/** Keeps what an assembly asks for. */
export class RecordingTarget implements DeployTarget {
  readonly functions: FunctionModel[] = [];
  readonly roles: RoleModel[] = [];
  readonly policies: {
    readonly policy: DeclaredPolicy;
    readonly roleNames: readonly string[];
    readonly arn?: string;
  }[] = [];
  readonly resourcePolicies: { readonly resourceArn: string; readonly policy: DeclaredPolicy }[] = [];
  readonly invokePermissions: InvokePermission[] = [];
  readonly tables: TableModel[] = [];
  readonly secrets: SecretModel[] = [];
  readonly keys: ApiKeyModel[] = [];
  readonly plans: UsagePlanModel[] = [];
  readonly planKeys: string[] = [];
  readonly customResources: CustomResourceRequest[] = [];
  /** Everything above, in the order it was asked for. */
  readonly order: string[] = [];

  constructor(
    private readonly answer: (request: CustomResourceRequest) => CustomResourceAnswer = () => ({
      physicalResourceId: 'custom',
      attributes: {},
    }),
  ) {}

  addFunction(model: FunctionModel): void {
    this.order.push(model.logicalId);
    this.functions.push(model);
  }

  addRole(model: RoleModel): void {
    this.order.push(model.logicalId);
    this.roles.push(model);
  }

  addPolicy(policy: DeclaredPolicy, roleNames: readonly string[], arn?: string): void {
    this.policies.push({ policy, roleNames, ...(arn === undefined ? {} : { arn }) });
  }

  addResourcePolicy(resourceArn: string, policy: DeclaredPolicy): void {
    this.resourcePolicies.push({ resourceArn, policy });
  }

  addInvokePermission(permission: InvokePermission): void {
    this.invokePermissions.push(permission);
  }

  async createTable(model: TableModel): Promise<void> {
    this.order.push(model.logicalId);
    this.tables.push(model);
  }

  createSecret(model: SecretModel): void {
    this.order.push(model.logicalId);
    this.secrets.push(model);
  }

  addApiKey(model: ApiKeyModel): void {
    this.keys.push(model);
  }

  addUsagePlan(model: UsagePlanModel): void {
    this.plans.push(model);
  }

  addUsagePlanKey(planId: string, keyId: string): void {
    this.planKeys.push(`${planId}:${keyId}`);
  }

  async runCustomResource(request: CustomResourceRequest): Promise<CustomResourceAnswer> {
    this.order.push(request.logicalId);
    this.customResources.push(request);
    return this.answer(request);
  }
}
