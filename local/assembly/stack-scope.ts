import { AssemblyError } from './assembly-error';
import type { AssemblyStack } from './cloud-assembly';
import { type ExpressionScope, NO_VALUE, resolveExpression } from './expression';
import type { CreatedResource } from './resource-type';

/** What a CDK bootstrap would hold; nothing in a twin reads it. */
const BOOTSTRAP_PARAMETER = 'BootstrapVersion';

/** Names in one stack's template: parameters, pseudo parameters, conditions, mappings, created resources. */
export class StackScope implements ExpressionScope {
  readonly created = new Map<string, CreatedResource>();
  readonly stackId: string;
  private readonly conditions = new Map<string, boolean>();

  constructor(
    private readonly stack: AssemblyStack,
    private readonly exports: ReadonlyMap<string, unknown>,
    readonly place: string = `Stack ${stack.name}`,
    shared?: StackScope,
  ) {
    this.stackId =
      shared?.stackId ??
      `arn:aws:cloudformation:${stack.region}:${stack.accountId}:stack/${stack.name}/00000000-0000-4000-8000-000000000000`;
    if (shared !== undefined) {
      this.created = shared.created;
      this.conditions = shared.conditions;
    }
  }

  /** The same names, with errors that point at another place. */
  at(place: string): StackScope {
    return new StackScope(this.stack, this.exports, place, this);
  }

  ref(logicalId: string): unknown {
    const pseudo = this.pseudoParameter(logicalId);
    if (pseudo !== undefined) return pseudo;
    const parameter = this.stack.template.Parameters?.[logicalId];
    if (parameter !== undefined) return this.parameter(logicalId, parameter);
    return this.resource(logicalId).ref;
  }

  attribute(logicalId: string, name: string): unknown {
    const attributes = this.resource(logicalId).attributes ?? {};
    if (Object.hasOwn(attributes, name)) return attributes[name];
    const type = this.stack.template.Resources[logicalId]?.Type;
    throw new AssemblyError(
      this.place,
      `reads attribute ${name} of ${logicalId} (${type}), which has ${Object.keys(attributes).join(', ') || 'no attribute'} in the twin`,
      'Use one of these, or leave this resource out of the app that the twin runs',
    );
  }

  importValue(exportName: string): unknown {
    if (this.exports.has(exportName)) return this.exports.get(exportName);
    throw new AssemblyError(
      this.place,
      `imports ${exportName}, which no stack before it exports`,
      'Synthesize the exporting stack into the same assembly',
    );
  }

  condition(name: string): boolean {
    const known = this.conditions.get(name);
    if (known !== undefined) return known;
    const expression = this.stack.template.Conditions?.[name];
    if (expression === undefined) {
      throw new AssemblyError(
        this.place,
        `names condition ${name}, which the template does not define`,
        'Run `cdk synth` again',
      );
    }
    const value = Boolean(resolveExpression(expression, this));
    this.conditions.set(name, value);
    return value;
  }

  mapping(map: string, topKey: string, secondKey: string): unknown {
    const value = this.stack.template.Mappings?.[map]?.[topKey]?.[secondKey];
    if (value !== undefined) return value;
    throw new AssemblyError(
      this.place,
      `looks up ${map}.${topKey}.${secondKey}, which the template does not define`,
      'Define it',
    );
  }

  private pseudoParameter(name: string): unknown {
    switch (name) {
      case 'AWS::AccountId':
        return this.stack.accountId;
      case 'AWS::Region':
        return this.stack.region;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return this.stack.name;
      case 'AWS::StackId':
        return this.stackId;
      case 'AWS::NotificationARNs':
        return [];
      case 'AWS::NoValue':
        return NO_VALUE;
      default:
        return undefined;
    }
  }

  private parameter(name: string, parameter: { readonly Type?: string; readonly Default?: unknown }): unknown {
    const fromParameterStore = parameter.Type?.startsWith('AWS::SSM::') ?? false;
    if (name === BOOTSTRAP_PARAMETER || (parameter.Default !== undefined && !fromParameterStore)) {
      const isList = parameter.Type === 'CommaDelimitedList' || parameter.Type?.startsWith('List<');
      return isList
        ? String(parameter.Default)
            .split(',')
            .map((part) => part.trim())
        : parameter.Default;
    }
    throw new AssemblyError(
      this.place,
      fromParameterStore
        ? `needs parameter ${name}, which AWS would read from Parameter Store`
        : `needs parameter ${name}, which has no default`,
      'Give the twin an app whose parameters have plain defaults',
    );
  }

  private resource(logicalId: string): CreatedResource {
    const created = this.created.get(logicalId);
    if (created !== undefined) return created;
    throw new AssemblyError(
      this.place,
      this.stack.template.Resources[logicalId] === undefined
        ? `refers to ${logicalId}, which the template does not define`
        : `refers to ${logicalId}, which its condition leaves out`,
      'Run `cdk synth` again, or correct the condition',
    );
  }
}
