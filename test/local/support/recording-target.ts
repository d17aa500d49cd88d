import type { CustomResourceAnswer, CustomResourceRequest, DeployTarget } from '../../../local/assembly/deploy-target';
import type { UsagePlanModel } from '../../../local/gateway/model';
import type { FunctionModel } from '../../../local/runtime/function-model';
import type { ApiKeyModel } from '../../../local/services/api-key-model';
import type { SecretModel } from '../../../local/services/secret-model';
import type { TableModel } from '../../../local/services/table-model';

/** Keeps what an assembly asks for. */
export class RecordingTarget implements DeployTarget {
  readonly functions: FunctionModel[] = [];
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
