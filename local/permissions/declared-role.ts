import { AssemblyError } from '../assembly/assembly-error';
import { MANAGED_POLICY_NAMES, managedPolicy } from './managed-policies';
import { type DeclaredPolicy, type PolicyStatement, readIdentityPolicy } from './policy-document';

/** A role as a template declares it. */
export interface RoleModel {
  readonly stack: string;
  readonly logicalId: string;
  readonly place: string;
  readonly arn: string;
  readonly name: string;
  readonly policies: readonly DeclaredPolicy[];
  readonly managedPolicyArns: readonly string[];
  /** Whether something narrows the role that the twin does not evaluate. */
  readonly bounded: boolean;
}

/**
 * A role with all that is attached to it.
 *
 * Only roles of functions are read; those of people may say what the twin cannot evaluate.
 */
export class DeclaredRole {
  private readonly attached: DeclaredPolicy[] = [];
  private statements: PolicyStatement[] | undefined;

  /** @param ownManaged the assembly's own managed policies by ARN, those still to come included. */
  constructor(
    readonly model: RoleModel,
    private readonly ownManaged: ReadonlyMap<string, DeclaredPolicy>,
  ) {}

  /** @throws AssemblyError where a function has the role already and the twin cannot evaluate the policy. */
  attach(policy: DeclaredPolicy): void {
    this.attached.push(policy);
    this.statements?.push(...readIdentityPolicy(policy));
  }

  /** @throws AssemblyError on what the twin cannot evaluate. */
  read(): readonly PolicyStatement[] {
    if (this.statements === undefined) {
      const { model } = this;
      if (model.bounded) {
        throw new AssemblyError(
          model.place,
          'property PermissionsBoundary is not evaluated by the twin, and a function has this role',
          'Leave the boundary out of the app that the twin runs',
        );
      }
      const managed = model.managedPolicyArns.map((arn, index) => this.managed(arn, index));
      this.statements = [...model.policies, ...managed, ...this.attached].flatMap(readIdentityPolicy);
    }
    return this.statements;
  }

  private managed(arn: string, index: number): DeclaredPolicy {
    const { stack, logicalId, place } = this.model;
    const own = this.ownManaged.get(arn);
    if (own !== undefined) return own;
    const content = managedPolicy(arn);
    if (content !== undefined) return { stack, logicalId, place, document: `ManagedPolicyArns[${index}]`, content };
    throw new AssemblyError(
      place,
      `property ManagedPolicyArns names ${arn}; the twin knows the assembly's own and ${MANAGED_POLICY_NAMES.join(', ')}`,
      'Write the statements out in a policy of the role',
    );
  }
}
