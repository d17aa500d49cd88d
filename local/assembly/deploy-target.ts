import type { UsagePlanModel } from '../gateway/model';
import type { RoleModel } from '../permissions/declared-role';
import type { InvokePermission } from '../permissions/invoke-permissions';
import type { DeclaredPolicy } from '../permissions/policy-document';
import type { FunctionModel } from '../runtime/function-model';
import type { ApiKeyModel } from '../services/api-key-model';
import type { SecretModel } from '../services/secret-model';
import type { TableModel } from '../services/table-model';

/** Where an assembly's resources come to life. Every call finds what earlier calls made. */
export interface DeployTarget {
  addFunction(model: FunctionModel): void;
  addRole(model: RoleModel): void;
  /** @param arn of the policy itself. @default - it can only be attached by naming roles */
  addPolicy(policy: DeclaredPolicy, roleNames: readonly string[], arn?: string): void;
  /** The policy of a key, secret or table. */
  addResourcePolicy(resourceArn: string, policy: DeclaredPolicy): void;
  addInvokePermission(permission: InvokePermission): void;
  createTable(model: TableModel): Promise<void>;
  createSecret(model: SecretModel): void;
  addApiKey(model: ApiKeyModel): void;
  addUsagePlan(model: UsagePlanModel): void;
  addUsagePlanKey(planId: string, keyId: string): void;
  /** @throws Error with the function's own reason, or with what it did in place of answering. */
  runCustomResource(request: CustomResourceRequest): Promise<CustomResourceAnswer>;
}

export interface CustomResourceRequest {
  readonly serviceToken: string;
  readonly stackId: string;
  readonly logicalId: string;
  readonly resourceType: string;
  /** Every scalar is a string, as CloudFormation sends them; `ServiceToken` included. */
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface CustomResourceAnswer {
  readonly physicalResourceId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}
