import type { UsagePlanModel } from '../gateway/model';
import type { FunctionModel } from '../runtime/function-model';
import type { ApiKeyModel } from '../services/api-key-model';
import type { SecretModel } from '../services/secret-model';
import type { TableModel } from '../services/table-model';

/** Where an assembly's resources come to life. Every call finds what earlier calls made. */
export interface DeployTarget {
  addFunction(model: FunctionModel): void;
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
