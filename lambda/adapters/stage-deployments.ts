import {
  type APIGatewayClient,
  CreateDeploymentCommand,
  DeleteDeploymentCommand,
  paginateGetDeployments,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import type { StageDeployments } from '../domain/attachments/attachment-ports';
import { RegistrarFault } from '../domain/registrar-fault';

/** API Gateway's longest page. */
const PAGE_SIZE = 500;

/** Which stage of which REST API. */
export interface DeployedStage {
  readonly restApiId: string;
  readonly stageName: string;
}

/**
 * Deployments of one stage in API Gateway's control plane.
 *
 * A deployment is a snapshot of the whole REST API, whoever made its resources; a stage serves one.
 */
export class ApiGatewayStageDeployments implements StageDeployments {
  public constructor(
    private readonly client: APIGatewayClient,
    private readonly stage: DeployedStage,
  ) {}

  public async refresh(description: string): Promise<void> {
    const { restApiId, stageName } = this.stage;
    const { id } = await called(
      'CreateDeployment',
      this.client.send(new CreateDeploymentCommand({ restApiId, description })),
    );
    const patchOperations = [{ op: 'replace' as const, path: '/deploymentId', value: id }];
    await called('UpdateStage', this.client.send(new UpdateStageCommand({ restApiId, stageName, patchOperations })));
    for (const earlier of await called('GetDeployments', this.#earlier(description, id))) {
      // Where another app has just deployed, the one that is served is not ours to delete.
      await called('DeleteDeployment', this.#delete(earlier));
    }
  }

  async #earlier(description: string, id: string | undefined): Promise<string[]> {
    const found: string[] = [];
    const paginator = paginateGetDeployments(
      { client: this.client, pageSize: PAGE_SIZE },
      { restApiId: this.stage.restApiId },
    );
    for await (const { items = [] } of paginator) {
      found.push(
        ...items.flatMap((one) => (one.description === description && one.id !== id && one.id ? [one.id] : [])),
      );
    }
    return found;
  }

  async #delete(deploymentId: string): Promise<void> {
    try {
      await this.client.send(new DeleteDeploymentCommand({ restApiId: this.stage.restApiId, deploymentId }));
    } catch (cause) {
      if (!['BadRequestException', 'NotFoundException'].includes((cause as Error).name)) {
        throw cause;
      }
    }
  }
}

async function called<T>(operation: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    const { name } = cause as Error;
    const remedy =
      name === 'NotFoundException' ? 'Deploy the app of the proxy first.' : 'Check the grants, and deploy again.';
    throw new RegistrarFault(`API Gateway refused ${operation} (${name}). ${remedy}`);
  }
}
