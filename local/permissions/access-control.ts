import type { IncomingMessage } from 'node:http';
import type { FunctionModel } from '../runtime/function-model';
import type { AccessGuard, Refusal, Requirement } from './access-guard';
import { DeclaredRole, type RoleModel } from './declared-role';
import { type AccessDecision, decideAccess } from './decision';
import { type DeclaredPolicy, type PolicyStatement, readResourcePolicy } from './policy-document';
import { accessKeyOf, isTemporary, newRoleCredentials, type RoleCredentials } from './role-credentials';
import type { ServiceCallObserver } from './service-call';

/** A function with its role, or an operator, as the services see it. */
interface Session {
  readonly caller: Pick<FunctionModel, 'stack' | 'logicalId' | 'name' | 'arn'>;
  readonly roleName: string;
  readonly roleArn: string;
}

/**
 * IAM: who a request's credentials are, and what they may do.
 *
 * A function has its role and nothing else. Any other signed caller, such as the command line, is an operator and may
 * do everything.
 */
export class AccessControl implements AccessGuard {
  private readonly roles = new Map<string, DeclaredRole>();
  private readonly ownManaged = new Map<string, DeclaredPolicy>();
  private readonly resourcePolicies = new Map<string, PolicyStatement[]>();
  private readonly sessions = new Map<string, Session>();
  private readonly credentials = new Map<string, RoleCredentials>();

  constructor(private readonly observe: ServiceCallObserver = () => {}) {}

  addRole(model: RoleModel): void {
    this.roles.set(model.arn, new DeclaredRole(model, this.ownManaged));
  }

  /** @param roleNames roles of this assembly; others are passed over. */
  attachPolicy(roleNames: readonly string[], policy: DeclaredPolicy): void {
    for (const role of this.roles.values()) {
      if (roleNames.includes(role.model.name)) role.attach(policy);
    }
  }

  addManagedPolicy(arn: string, policy: DeclaredPolicy): void {
    this.ownManaged.set(arn, policy);
  }

  /** @throws AssemblyError on what the twin cannot evaluate. */
  addResourcePolicy(resourceArn: string, policy: DeclaredPolicy): void {
    const known = this.resourcePolicies.get(resourceArn) ?? [];
    this.resourcePolicies.set(resourceArn, [...known, ...readResourcePolicy(policy)]);
  }

  /**
   * Makes credentials that stand for the function from now on.
   *
   * @throws AssemblyError on what the twin cannot evaluate of its role.
   */
  openSession(caller: FunctionModel): void {
    const credentials = newRoleCredentials();
    // A role of another app is not known here, so it permits nothing.
    const roleArn = caller.roleArn ?? '';
    const roleName = roleArn.split('/').at(-1) ?? '';
    this.roles.get(roleArn)?.read();
    this.sessions.set(credentials.accessKeyId, { caller, roleArn, roleName });
    this.credentials.set(caller.arn, credentials);
  }

  credentialsOf(functionArn: string): RoleCredentials | undefined {
    return this.credentials.get(functionArn);
  }

  /**
   * Makes credentials of a role of this assembly, for a caller that is no function.
   *
   * @param id logical id of the role, or its name.
   * @returns `undefined` where there is no such role.
   * @throws AssemblyError on what the twin cannot evaluate of it.
   */
  assumeRole(id: string): RoleCredentials | undefined {
    const role = [...this.roles.values()].find(({ model }) => model.logicalId === id || model.name === id);
    if (role === undefined) return undefined;
    role.read();
    const credentials = newRoleCredentials();
    const { stack, logicalId, name, arn: roleArn } = role.model;
    const caller = { stack, logicalId, name, arn: roleArn };
    this.sessions.set(credentials.accessKeyId, { caller, roleArn, roleName: name });
    return credentials;
  }

  check(request: IncomingMessage, requirements: readonly Requirement[], refuse: (refusal: Refusal) => Error): void {
    const accessKey = accessKeyOf(request);
    if (accessKey === undefined) throw refuse({ kind: 'unsigned', message: 'Request is missing Authentication Token' });
    const session = this.sessions.get(accessKey);
    if (session === undefined) {
      if (!isTemporary(accessKey)) return;
      const message = 'The security token included in the request is invalid.';
      throw refuse({ kind: 'unknown credentials', message });
    }
    for (const requirement of requirements) {
      const decision = this.decide(session, requirement);
      const { stack, logicalId } = session.caller;
      const { action, resource } = requirement;
      this.observe({ function: { stack, logicalId }, action, resource, ...decision });
      if (decision.outcome === 'denied') {
        throw refuse({ kind: 'denied', message: denialText(session, requirement, decision), requirement });
      }
    }
  }

  private decide({ caller, roleArn }: Session, { action, resource, context }: Requirement): AccessDecision {
    const account = roleArn.split(':')[4] ?? '';
    const known = this.resourcePolicies.get(tableOf(resource));
    const values = {
      'aws:PrincipalAccount': [account],
      'aws:PrincipalArn': [roleArn],
      'aws:ResourceAccount': [resource.split(':')[4] || account],
      // The twin's own endpoints stand for ones that the SDK reaches by TLS alone.
      'aws:SecureTransport': ['true'],
      'lambda:SourceFunctionArn': [caller.arn],
      ...context,
    };
    return decideAccess(
      {
        action,
        resource,
        context: new Map(Object.entries(values).map(([key, list]) => [key.toLowerCase(), list])),
      },
      {
        roleArn,
        identity: this.roles.get(roleArn)?.read() ?? [],
        resource: known ?? [],
        // Of a key of another app the policy is not known: it is taken for one that leaves it to the account.
        resourceDelegates: action.startsWith('kms:') && known !== undefined,
      },
    );
  }
}

/** A table's policy speaks for its indexes too. */
function tableOf(resource: string): string {
  return resource.replace(/^(arn:[^:]+:dynamodb:.*:table\/[^/]+)\/.*$/, '$1');
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html (2026-11-24) */
function denialText(session: Session, { action, resource }: Requirement, { by }: AccessDecision): string {
  const account = session.roleArn.split(':')[4] ?? '';
  const who = `arn:aws:sts::${account}:assumed-role/${session.roleName}/${session.caller.name}`;
  const why =
    by === undefined
      ? `because no identity-based policy allows the ${action} action`
      : 'with an explicit deny in a policy';
  return `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}
