import { randomUUID } from 'node:crypto';
import { ServiceError } from './service-error';

export interface RestApiDeployment {
  readonly id: string;
  readonly description: string | undefined;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/**
 * Deployments that programs make, beside those of the templates. They are kept as names alone: the twin serves what the
 * templates declare now, whatever a stage's deployment held.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteDeployment.html (2026-11-25)
 */
export class RestApiDeployments {
  private readonly made = new Map<string, RestApiDeployment[]>();
  /** Deployment id by REST API and stage. */
  private readonly served = new Map<string, string>();

  create(apiId: string, description: string | undefined): RestApiDeployment {
    const deployment = { id: randomUUID().slice(0, 6), description, createdAt: Date.now() };
    this.made.set(apiId, [...this.list(apiId), deployment]);
    return deployment;
  }

  list(apiId: string): readonly RestApiDeployment[] {
    return this.made.get(apiId) ?? [];
  }

  /** @throws ServiceError where a stage serves it, or there is none. */
  delete(apiId: string, id: string): void {
    this.require(apiId, id);
    if ([...this.served].some(([stage, served]) => stage.startsWith(`${apiId}/`) && served === id)) {
      throw new ServiceError(
        'BadRequestException',
        'Active stages pointing to this deployment must be moved or deleted',
      );
    }
    this.made.set(
      apiId,
      this.list(apiId).filter((deployment) => deployment.id !== id),
    );
  }

  serve(apiId: string, stageName: string, id: string): void {
    this.require(apiId, id);
    this.served.set(`${apiId}/${stageName}`, id);
  }

  private require(apiId: string, id: string): void {
    if (!this.list(apiId).some((deployment) => deployment.id === id)) {
      throw new ServiceError('NotFoundException', 'Invalid Deployment identifier specified', 404);
    }
  }
}
