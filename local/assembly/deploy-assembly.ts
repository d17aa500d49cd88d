import type { GatewayModel } from '../gateway/model';
import { AssemblyError } from './assembly-error';
import type { AssemblyStack, CloudAssembly } from './cloud-assembly';
import type { DeployTarget } from './deploy-target';
import { resolveExpression } from './expression';
import type { GatewayDraft } from './gateway-draft';
import { PhysicalId } from './physical-id';
import { collectReferences } from './references';
import { ResourceProperties } from './resource-properties';
import type { CustomResourcePropertiesOverride, Deployment, ResourceType } from './resource-type';
import { resourceType, SUPPORTED_TYPES } from './resource-types';
import { StackScope } from './stack-scope';

/** What an assembly came to. Functions, tables, secrets and keys are in the target. */
export interface DeployedAssembly {
  readonly gateways: readonly GatewayModel[];
  /** Output values by stack and output name. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Ref value of every resource by stack and logical id. */
  readonly physicalIds: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What was accepted without effect. */
  readonly notices: readonly string[];
}

export interface DeployOptions {
  readonly target: DeployTarget;
  readonly customResourceProperties?: CustomResourcePropertiesOverride;
}

/**
 * Creates every resource of every stack, each after what it refers to.
 *
 * @throws AssemblyError where the twin cannot honour a resource (unknown types and properties are found before anything
 *   is created, values when their resource's turn comes), and where a custom resource fails.
 */
export async function deployAssembly(assembly: CloudAssembly, options: DeployOptions): Promise<DeployedAssembly> {
  for (const stack of assembly.stacks) assertSupported(stack);
  const notices = new Set<string>();
  const deployment: Deployment = {
    target: options.target,
    gateways: new Map<string, GatewayDraft>(),
    roles: new Set<string>(),
    ...(options.customResourceProperties && { customResourceProperties: options.customResourceProperties }),
    notice: (text) => notices.add(text),
  };
  const exports = new Map<string, unknown>();
  const outputs: Record<string, Record<string, string>> = {};
  const physicalIds: Record<string, Record<string, string>> = {};
  for (const stack of assembly.stacks) {
    const scope = new StackScope(stack, exports);
    for (const logicalId of creationOrder(stack, scope)) await create(logicalId, stack, scope, deployment);
    outputs[stack.name] = resolveOutputs(stack, scope, exports);
    physicalIds[stack.name] = Object.fromEntries([...scope.created].map(([id, { ref }]) => [id, ref]));
  }
  return {
    gateways: [...deployment.gateways.values()].flatMap((draft) => draft.models()),
    outputs,
    physicalIds,
    notices: [...notices],
  };
}

function placeOf(stack: AssemblyStack, logicalId: string): string {
  return `${stack.name}/${logicalId} (${stack.template.Resources[logicalId]?.Type})`;
}

/** Types and top-level properties need no values, so the whole assembly is checked before a function runs. */
function assertSupported(stack: AssemblyStack): void {
  for (const [logicalId, resource] of Object.entries(stack.template.Resources)) {
    const type = resourceType(resource.Type);
    const place = placeOf(stack, logicalId);
    if (type === undefined) {
      const remedy = `Leave it out of the app that the twin runs; it makes ${SUPPORTED_TYPES.join(', ')}`;
      throw new AssemblyError(place, 'this resource type is not supported by the twin', remedy);
    }
    if (type.applied === 'any') continue;
    const accepted = [...type.applied, ...(type.harmless ?? []), ...Object.keys(type.notApplied ?? {})];
    new ResourceProperties(resource.Properties ?? {}, place).allow(accepted);
  }
}

async function create(
  logicalId: string,
  stack: AssemblyStack,
  scope: StackScope,
  deployment: Deployment,
): Promise<void> {
  const declared = stack.template.Resources[logicalId];
  if (declared === undefined) return;
  const place = placeOf(stack, logicalId);
  const type = resourceType(declared.Type) as ResourceType;
  const values = resolveExpression(declared.Properties ?? {}, scope.at(place)) as Record<string, unknown>;
  const properties = new ResourceProperties(values, place);
  if (type.notice !== undefined) deployment.notice(`${capitalized(type.notice)}.`);
  for (const [name, loss] of Object.entries(type.notApplied ?? {})) {
    if (properties.has(name)) deployment.notice(`${place}: property ${name} is not applied: ${loss}.`);
  }
  const created = await type.create(
    {
      stack,
      logicalId,
      type: declared.Type,
      physicalId: new PhysicalId(stack.name, logicalId),
      properties,
      metadata: declared.Metadata ?? {},
      place,
      arn: (service, rest) => `arn:aws:${service}:${stack.region}:${stack.accountId}:${rest}`,
    },
    deployment,
  );
  scope.created.set(logicalId, created);
}

function creationOrder(stack: AssemblyStack, scope: StackScope): string[] {
  const resources = stack.template.Resources;
  const ordered = new Set<string>();
  const visit = (logicalId: string, path: readonly string[]) => {
    const resource = resources[logicalId];
    if (resource === undefined || ordered.has(logicalId)) return;
    if (resource.Condition !== undefined && !scope.condition(resource.Condition)) return;
    if (path.includes(logicalId)) {
      const circle = [...path.slice(path.indexOf(logicalId)), logicalId].join(' → ');
      throw new AssemblyError(
        `Stack ${stack.name}`,
        `resources depend on each other: ${circle}`,
        'Break the circle in the app',
      );
    }
    for (const name of dependenciesOf(resource)) visit(name, [...path, logicalId]);
    ordered.add(logicalId);
  };
  for (const logicalId of Object.keys(resources)) visit(logicalId, []);
  return [...ordered];
}

function dependenciesOf(resource: { Properties?: unknown; DependsOn?: string | readonly string[] }): Iterable<string> {
  const declared = resource.DependsOn ?? [];
  return new Set([
    ...(typeof declared === 'string' ? [declared] : declared),
    ...collectReferences(resource.Properties),
  ]);
}

function resolveOutputs(
  stack: AssemblyStack,
  scope: StackScope,
  exports: Map<string, unknown>,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, output] of Object.entries(stack.template.Outputs ?? {})) {
    if (output.Condition !== undefined && !scope.condition(output.Condition)) continue;
    const at = scope.at(`${stack.name}, output ${name}`);
    const value = resolveExpression(output.Value, at);
    values[name] = typeof value === 'string' ? value : JSON.stringify(value);
    if (output.Export !== undefined) exports.set(String(resolveExpression(output.Export.Name, at)), value);
  }
  return values;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
