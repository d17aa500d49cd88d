import type { GatewayDraft } from './gateway-draft';
import type { DeployTarget } from './deploy-target';
import type { PhysicalId } from './physical-id';
import type { ResourceProperties } from './resource-properties';
import type { AssemblyStack } from './cloud-assembly';

/** How the twin makes one CloudFormation resource type. A property in none of the lists is refused at start. */
export interface ResourceType {
  /** Properties that the twin honours; `any` where nothing that the twin runs depends on them. */
  readonly applied: readonly string[] | 'any';
  /** Properties without influence on what a client or a function sees. */
  readonly harmless?: readonly string[];
  /** Properties accepted without effect, each with what is missing because of it; listed as notices. */
  readonly notApplied?: Readonly<Record<string, string>>;
  /** Listed once where the whole type is accepted without effect. */
  readonly notice?: string;
  create(resource: DeclaredResource, deployment: Deployment): CreatedResource | Promise<CreatedResource>;
}

/** One resource of a template, expressions resolved. */
export interface DeclaredResource {
  readonly stack: AssemblyStack;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: PhysicalId;
  readonly properties: ResourceProperties;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** For errors: stack, logical id and type. */
  readonly place: string;
  /** `arn:aws:{service}:{region}:{account}:{rest}`. */
  arn(service: string, rest: string): string;
}

/** What other resources can say about a created one. */
export interface CreatedResource {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** What all resources of one start share. */
export interface Deployment {
  readonly target: DeployTarget;
  readonly gateways: Map<string, GatewayDraft>;
  /** ARNs of the roles made so far. */
  readonly roles: Set<string>;
  readonly customResourceProperties?: CustomResourcePropertiesOverride;
  /** Lists something that the twin accepts without effect; repeated texts are listed once. */
  notice(text: string): void;
}

/** Changes what a custom resource is told, for example a URL that stands for another one on this machine. */
export type CustomResourcePropertiesOverride = (
  logicalId: string,
  properties: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, unknown>>;
