import { type AssemblyStack, readCloudAssembly, type TemplateResource } from '../../local/assembly/cloud-assembly';
import type { StatementOrigin } from '../../local/permissions/service-call';
import { shapeOf } from './arn-shape';
import { TemplateText } from './template-text';

/** One action on one resource pattern, as a template grants it. */
export interface Grant {
  /** Which app, for messages. */
  readonly app: string;
  /**
   * Who may: `authorizer`, `forwarder`, `registrar`, `joiner`; another function's place; `service <principal>` for a role that a
   * service takes on, `people <place>` for one of anybody else.
   */
  readonly holder: string;
  readonly action: string;
  /** Kind of resource, see {@link shapeOf}. */
  readonly resource: string;
  /** Conditions in one text; empty where there are none. */
  readonly condition: string;
  readonly origin: StatementOrigin;
}

/** A service that may invoke a function. */
export interface InvokeGrant {
  readonly app: string;
  readonly holder: string;
  readonly principal: string;
  readonly sourceArn: string | undefined;
  readonly sourceAccount: string | undefined;
  readonly place: string;
}

export interface AssemblyGrants {
  readonly grants: readonly Grant[];
  readonly invocations: readonly InvokeGrant[];
  /** Holder of each function, by `stack/logicalId`. */
  readonly functions: ReadonlyMap<string, string>;
}

/** The CDK makes logical ids of construct paths; those paths themselves are in a template only where the CLI asks. */
const OWN = /(Authorizer|Forwarder|JoinerFunction|RegistrarFunction)[0-9A-F]{8}$/;
const FORWARDER_PERMISSION = /ApiRestApi\w+Invoke[0-9A-F]{8}$/;

interface Document extends Omit<StatementOrigin, 'statement'> {
  readonly roleId: string;
  readonly content: unknown;
}

/** Reads every Allow of every role and every invoke permission of an assembly. */
export function grantsOf(app: string, folder: string): AssemblyGrants {
  const stacks = readCloudAssembly(folder).stacks;
  const functions = new Map<string, string>();
  const grants: Grant[] = [];
  const invocations: InvokeGrant[] = [];
  for (const stack of stacks) {
    const resources = Object.entries(stack.template.Resources);
    const ofType = (type: string): [string, TemplateResource][] => resources.filter(([, { Type }]) => Type === type);
    const text = new TemplateText(stack, stacks);
    const holders = new Map<string, string>();
    for (const [id, { Properties = {} }] of ofType('AWS::Lambda::Function')) {
      const kind = kindOf(stack, id);
      functions.set(`${stack.name}/${id}`, kind);
      holders.set(roleIdOf(Properties['Role']), kind);
    }
    for (const [id, role] of ofType('AWS::IAM::Role')) {
      if (!holders.has(id)) {
        holders.set(id, otherHolder(stack, id, role));
      }
      const arns = (role.Properties?.['ManagedPolicyArns'] ?? []) as unknown[];
      for (const [index, arn] of arns.entries()) {
        const action = text.render(arn).replace(/^arn:aws:iam::aws:policy\//, 'AWS managed policy ');
        const origin = { stack: stack.name, logicalId: id, document: `ManagedPolicyArns[${index}]`, statement: 0 };
        if (action.startsWith('AWS')) {
          grants.push({ app, holder: holders.get(id) as string, action, resource: '*', condition: '', origin });
        }
      }
    }
    for (const document of documentsOf(stack)) {
      const holder = holders.get(document.roleId) ?? `role ${document.roleId}`;
      grants.push(...allowsIn(document, text).map((one) => ({ app, holder, ...one })));
    }
    for (const [id, { Properties = {} }] of ofType('AWS::Lambda::Permission')) {
      const given = (name: string): string | undefined =>
        Properties[name] === undefined ? undefined : text.render(Properties[name]);
      invocations.push({
        app,
        holder: functions.get(`${stack.name}/${roleIdOf(Properties['FunctionName'])}`) ?? importedForwarder(stack, id),
        principal: String(given('Principal')),
        sourceArn: given('SourceArn'),
        sourceAccount: given('SourceAccount'),
        place: `${stack.name}/${id}`,
      });
    }
  }
  return { grants, invocations, functions };
}

function documentsOf(stack: AssemblyStack): Document[] {
  return Object.entries(stack.template.Resources).flatMap(([id, { Type, Properties = {} }]): Document[] => {
    if (Type === 'AWS::IAM::Role') {
      const policies = (Properties['Policies'] ?? []) as { PolicyDocument: unknown }[];
      return policies.map(({ PolicyDocument: content }, index) => ({
        roleId: id,
        stack: stack.name,
        logicalId: id,
        document: `Policies[${index}].PolicyDocument`,
        content,
      }));
    }
    if (Type !== 'AWS::IAM::Policy' && Type !== 'AWS::IAM::ManagedPolicy') {
      return [];
    }
    const content = Properties['PolicyDocument'];
    const named = ((Properties['Roles'] ?? []) as unknown[]).map(roleIdOf);
    return named.map((roleId) => ({
      roleId,
      stack: stack.name,
      logicalId: id,
      document: 'PolicyDocument',
      content,
    }));
  });
}

function allowsIn(
  { stack, logicalId, document, content }: Document,
  text: TemplateText,
): Pick<Grant, 'action' | 'resource' | 'condition' | 'origin'>[] {
  const { Statement } = content as { readonly Statement: readonly Record<string, unknown>[] };
  return Statement.flatMap(({ Effect, Action, Resource, Condition }, statement) =>
    Effect !== 'Allow'
      ? []
      : listOf(Action).flatMap((action) =>
          listOf(Resource).map((resource) => ({
            action: String(action),
            resource: shapeOf(text.render(resource)),
            condition: Condition === undefined ? '' : conditionText(Condition, text),
            origin: { stack, logicalId, document, statement },
          })),
        ),
  );
}

function conditionText(block: unknown, text: TemplateText): string {
  return Object.entries(block as Record<string, Record<string, unknown>>)
    .flatMap(([operator, keys]) =>
      Object.entries(keys).map(
        ([key, values]) =>
          `${operator} ${key} ${listOf(values)
            .map((value) => text.renderAnywhere(value))
            .join('|')}`,
      ),
    )
    .join(', ');
}

function kindOf(stack: AssemblyStack, logicalId: string): string {
  return OWN.exec(logicalId)?.[1]?.replace('Function', '').toLowerCase() ?? `${stack.name}/${logicalId}`;
}

/** A permission of another stack's function stands below the API's resource, and only forwarders are elsewhere. */
function importedForwarder(stack: AssemblyStack, id: string): string {
  return FORWARDER_PERMISSION.test(id) ? 'forwarder' : `${stack.name}/${id}`;
}

function otherHolder(stack: AssemblyStack, id: string, { Properties = {} }: TemplateResource): string {
  const trust = Properties['AssumeRolePolicyDocument'] as { Statement: { Principal?: { Service?: unknown } }[] };
  const service = trust.Statement[0]?.Principal?.Service;
  return typeof service === 'string' ? `service ${service}` : `people ${stack.name}/${id}`;
}

/** The resource that a `Ref` or `Fn::GetAtt` names; empty for anything else. */
function roleIdOf(value: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = (value ?? {}) as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return Ref ?? attribute?.[0] ?? '';
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}
