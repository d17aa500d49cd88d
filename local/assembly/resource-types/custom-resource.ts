import { AssemblyError } from '../assembly-error';
import type { ResourceType } from '../resource-type';

/** `Custom::*` and `AWS::CloudFormation::CustomResource`: its function runs as it does on a deploy. */
export const customResource: ResourceType = {
  applied: 'any',
  async create(resource, deployment) {
    const declared = asStrings(resource.properties.values) as Record<string, unknown>;
    const serviceToken = resource.properties.text('ServiceToken');
    const properties = deployment.customResourceProperties?.(resource.logicalId, declared) ?? declared;
    try {
      const answer = await deployment.target.runCustomResource({
        serviceToken,
        stackId: resource.arn('cloudformation', `stack/${resource.stack.name}/00000000-0000-4000-8000-000000000000`),
        logicalId: resource.logicalId,
        resourceType: resource.type,
        properties: { ...(asStrings(properties) as object), ServiceToken: serviceToken },
      });
      return { ref: answer.physicalResourceId, attributes: answer.attributes };
    } catch (error) {
      const reason = (error as Error).message.replace(/\.$/, '');
      throw new AssemblyError(
        resource.place,
        `custom resource failed: ${reason}`,
        'Correct what the reason names, then run `cdk synth` again',
      );
    }
  },
};

/** CloudFormation hands every scalar to a custom resource as text. */
function asStrings(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asStrings);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, asStrings(entry)]));
  }
  return value === undefined || value === null ? value : String(value);
}
