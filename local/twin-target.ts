import type { CustomResourceAnswer, CustomResourceRequest, DeployTarget } from './assembly/deploy-target';
import type { UsagePlanModel } from './gateway/model';
import type { AccessControl } from './permissions/access-control';
import type { RoleModel } from './permissions/declared-role';
import type { InvokePermission, InvokePermissions } from './permissions/invoke-permissions';
import type { DeclaredPolicy } from './permissions/policy-document';
import type { FunctionModel } from './runtime/function-model';
import type { FunctionService } from './runtime/function-service';
import type { ApiKeyModel } from './services/api-key-model';
import type { Platform } from './services/platform';
import type { SecretModel } from './services/secret-model';
import type { TableModel } from './services/table-model';

/** Brings an assembly's resources to life in the twin's services, and keeps the list. */
export class TwinTarget implements DeployTarget {
  readonly functions: FunctionModel[] = [];
  readonly tables: TableModel[] = [];
  readonly usagePlans: UsagePlanModel[] = [];
  private readonly declaredSecrets: SecretModel[] = [];

  constructor(
    private readonly platform: Platform,
    private readonly service: FunctionService,
    private readonly access: AccessControl,
    private readonly invocations: InvokePermissions,
  ) {}

  addFunction(model: FunctionModel): void {
    this.functions.push(model);
    this.access.openSession(model);
    this.invocations.addFunction(model.arn, model);
    this.service.addFunction(model);
    this.platform.logs.addGroup(model.logGroupName);
  }

  addRole(model: RoleModel): void {
    this.access.addRole(model);
  }

  addPolicy(policy: DeclaredPolicy, roleNames: readonly string[], arn?: string): void {
    if (arn !== undefined) this.access.addManagedPolicy(arn, policy);
    this.access.attachPolicy(roleNames, policy);
  }

  addResourcePolicy(resourceArn: string, policy: DeclaredPolicy): void {
    this.access.addResourcePolicy(resourceArn, policy);
  }

  addInvokePermission(permission: InvokePermission): void {
    this.invocations.add(permission);
  }

  async createTable(model: TableModel): Promise<void> {
    this.tables.push(model);
    await this.platform.database.createTable(model);
  }

  createSecret(model: SecretModel): void {
    this.declaredSecrets.push(model);
    this.platform.secrets.addDeclared(model);
  }

  addApiKey(model: ApiKeyModel): void {
    this.platform.apiKeys.addDeclared(model);
  }

  addUsagePlan(model: UsagePlanModel): void {
    this.usagePlans.push(model);
    this.platform.apiKeys.addPlan(model);
  }

  addUsagePlanKey(planId: string, keyId: string): void {
    this.platform.apiKeys.addDeclaredToPlan(planId, keyId);
  }

  runCustomResource(request: CustomResourceRequest): Promise<CustomResourceAnswer> {
    return this.platform.customResources.run(request, this.service);
  }

  secrets() {
    const stored = new Map(this.platform.secrets.all().map((secret) => [secret.arn, secret]));
    return this.declaredSecrets.map(({ stack, logicalId, arn, name }) => {
      const empty = stored.get(arn)?.versions.every((version) => version.value === undefined) ?? true;
      return { stack, logicalId, arn, name, empty };
    });
  }
}
