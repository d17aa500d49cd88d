import { randomUUID } from 'node:crypto';
import type { Clock } from '../gateway/model';
import { ServiceError } from './service-error';

export interface RestApiDeployment {
  readonly id: string;
  readonly description?: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

export interface StoredDeployments {
  /** By REST API. */
  readonly made: Readonly<Record<string, readonly RestApiDeployment[]>>;
  /** Deployment id by REST API and stage. */
  readonly served: Readonly<Record<string, string>>;
}

/**
 * Deployments that programs make, beside those of the templates. They are kept as names alone: the twin serves what the
 * templates declare now, whatever a stage's deployment held.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteDeployment.html (2026-11-25)
 */
export class RestApiDeployments {
  private made = new Map<string, readonly RestApiDeployment[]>();
  private served = new Map<string, string>();

  constructor(
    private readonly clock: Clock,
    private readonly changed: () => void = () => {},
  ) {}

  snapshot(): StoredDeployments {
    return { made: Object.fromEntries(this.made), served: Object.fromEntries(this.served) };
  }

  restore({ made, served }: StoredDeployments = { made: {}, served: {} }): void {
    this.made = new Map(Object.entries(made));
    this.served = new Map(Object.entries(served));
  }

  create(apiId: string, description: string | undefined): RestApiDeployment {
    const deployment = {
      id: randomUUID().slice(0, 6),
      ...(description === undefined ? {} : { description }),
      createdAt: this.clock.now(),
    };
    this.made.set(apiId, [...this.list(apiId), deployment]);
    this.changed();
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
    this.changed();
  }

  serve(apiId: string, stageName: string, id: string): void {
    this.require(apiId, id);
    this.served.set(`${apiId}/${stageName}`, id);
    this.changed();
  }

  private require(apiId: string, id: string): void {
    if (!this.list(apiId).some((deployment) => deployment.id === id)) {
      throw new ServiceError('NotFoundException', 'Invalid Deployment identifier specified', 404);
    }
  }
}
