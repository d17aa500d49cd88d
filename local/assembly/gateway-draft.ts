import type {
  GatewayAuthorizer,
  GatewayMethod,
  GatewayModel,
  GatewayResponseModel,
  GatewayStage,
} from '../gateway/model';
import { AssemblyError } from './assembly-error';

/** A REST API while its parts are being created; it becomes one {@link GatewayModel} per stage. */
export class GatewayDraft {
  readonly authorizers = new Map<string, GatewayAuthorizer>();
  readonly responses = new Map<string, GatewayResponseModel>();
  readonly stages: GatewayStage[] = [];
  private readonly paths = new Map<string, string>();
  private readonly methods = new Map<string, Map<string, GatewayMethod>>();

  constructor(
    readonly rootResourceId: string,
    private readonly identity: Pick<
      GatewayModel,
      'restApiId' | 'name' | 'region' | 'accountId' | 'apiKeySource' | 'binaryMediaTypes'
    >,
    private readonly place: string,
  ) {
    this.paths.set(rootResourceId, '/');
  }

  addResource(id: string, parentId: string, pathPart: string): string {
    const parent = this.path(parentId);
    this.paths.set(id, `${parent === '/' ? '' : parent}/${pathPart}`);
    return this.path(id);
  }

  addMethod(resourceId: string, method: GatewayMethod): void {
    this.path(resourceId);
    const methods = this.methods.get(resourceId) ?? new Map<string, GatewayMethod>();
    methods.set(method.httpMethod, method);
    this.methods.set(resourceId, methods);
  }

  path(resourceId: string): string {
    const path = this.paths.get(resourceId);
    if (path !== undefined) return path;
    throw new AssemblyError(this.place, `has no resource ${resourceId}`, 'Run `cdk synth` again');
  }

  models(): GatewayModel[] {
    const resources = [...this.paths].map(([id, path]) => ({ id, path, methods: this.methods.get(id) ?? new Map() }));
    return this.stages.map((stage) => ({
      ...this.identity,
      resources,
      authorizers: this.authorizers,
      gatewayResponses: this.responses,
      stage,
    }));
  }
}
