import type { IConstruct } from 'constructs';
import type { ApiDocument } from '../../lambda/contract/api-document';
import {
  type Declarations,
  type PolicyDeclaration,
  placeholder,
  type TenantDeclaration,
  type UserDeclaration,
} from '../../lambda/contract/declarations';
import type { ProxyDocument } from '../../lambda/contract/proxy-document';
import type { Issuer } from '../issuer';
import { DeployTimeValues } from './deploy-time-values';
import { assertConfiguration } from './validation';

/** Where something was declared, for messages. */
export interface Declared<T> {
  readonly place: IConstruct;
  readonly value: T;
}

export interface DeclaredUser extends Omit<UserDeclaration, 'planId' | 'firstTokenSecretArn'> {
  readonly plan: string;
  readonly firstTokenSecretArn?: string;
}

/** Everything that the constructs of one proxy declare, in the order in which they were made. */
export class DeclaredRegistry {
  public readonly issuers: Issuer[] = [];
  /** How long API Gateway keeps an answer of the authorizer; `undefined` = not at all. */
  public answerTtlSeconds: number | undefined;
  /** Whether adopted API Gateway keys are credentials. */
  public apiKeysAsCredential = false;
  readonly #issuerSecrets = new Map<string, string>();
  /** Rendered late: routes may be added until synth. */
  public readonly apis = new Map<string, Declared<() => ApiDocument>>();
  public readonly policies = new Map<string, Declared<PolicyDeclaration>>();
  /** Name of the plan that meters a tenant's federated principals, if any. */
  public readonly tenants = new Map<string, Declared<string | undefined>>();
  public readonly users = new Map<string, Declared<DeclaredUser>>();
  /** Texts of files of decision tests, by path. */
  public readonly decisionTests = new Map<string, string>();

  /**
   * @param secretArn of the proxy's own secret at the issuer, if it has one.
   * @throws ConfigurationError for a name, address or token prefix that another issuer of the proxy has.
   */
  public addIssuer(place: IConstruct, issuer: Issuer, secretArn?: string): void {
    const other = this.issuers.find(
      ({ name, _document }) => name === issuer.name || _document.issuer === issuer._document.issuer,
    );
    assertConfiguration(other === undefined, place, {
      what: 'issuers',
      given: issuer.name,
      allowed: `names and addresses that no other issuer of the proxy has; taken by "${other?.name}"`,
      remedy: 'A token names its issuer by address alone: declare each issuer once, under its own name.',
    });
    assertOwnTokens(place, issuer, this.issuers);
    this.issuers.push(issuer);
    if (secretArn !== undefined) {
      this.#issuerSecrets.set(issuer.name, secretArn);
    }
  }

  public addApi(place: IConstruct, name: string, document: () => ApiDocument): void {
    this.add(this.apis, 'name', name, { place, value: document });
  }

  public addPolicy(place: IConstruct, policy: PolicyDeclaration): void {
    this.add(this.policies, 'policyName', policy.id, { place, value: policy });
  }

  public addTenant(place: IConstruct, tenant: string, plan: string | undefined): void {
    this.add(this.tenants, 'tenant', tenant, { place, value: plan });
  }

  public addUser(place: IConstruct, user: DeclaredUser): void {
    const { tenant, federated } = user;
    this.add(this.users, 'userName', `${tenant}/${user.user}`, { place, value: user });
    const same = [...this.users.values()].filter(
      ({ value }) =>
        federated !== undefined &&
        value.tenant === tenant &&
        value.federated?.issuerId === federated.issuerId &&
        value.federated.subject === federated.subject,
    );
    assertConfiguration(same.length < 2, place, {
      what: 'federated',
      given: federated,
      allowed: `a subject that no other user is; taken at ${same[0]?.place.node.path}`,
      remedy: 'Declare each subject once.',
    });
  }

  /** What the registrar publishes, and the deploy-time values that its placeholders stand for. */
  public render(planIds: ReadonlyMap<string, string>): {
    readonly declarations: Declarations;
    readonly values: DeployTimeValues;
  } {
    const values = new DeployTimeValues();
    for (const [name, planId] of planIds) {
      values.add(`plan/${name}`, planId);
    }
    const declarations: Declarations = {
      version: 1,
      proxy: this.renderProxy(values),
      apis: sorted([...this.apis], ([name]) => name).map(([, { value }]) => value()),
      policies: sorted([...this.policies.values()], ({ value }) => value.id).map(({ value }) => value),
      tenants: this.renderTenants(),
      users: sorted([...this.users], ([name]) => name).map(([, { value }]) => renderUser(value, values)),
    };
    return { declarations, values };
  }

  /** Tenants that are declared, and those that a user, an issuer or a mapping names. */
  public tenantNames(): Set<string> {
    return new Set([
      ...this.tenants.keys(),
      ...[...this.users.values()].map(({ value }) => value.tenant),
      ...this.issuers.flatMap(({ _document: { tenant } }) => (tenant.kind === 'fixed' ? tenant.values : [])),
      ...this.issuers.flatMap(({ _mappings }) => _mappings.map(({ _document: { tenant } }) => tenant)),
    ]);
  }

  private renderProxy(values: DeployTimeValues): ProxyDocument {
    const documents = sorted(this.issuers, ({ name }) => name).map((issuer) =>
      issuer._render(values, this.#issuerSecrets.get(issuer.name)),
    );
    const opaqueIssuers = documents.filter((document) => 'introspectionUrl' in document);
    const certificateIssuers = documents.filter((document) => 'authorities' in document);
    return {
      version: 1,
      issuers: documents.filter((document) => 'jwksUri' in document),
      ...(opaqueIssuers.length === 0 ? {} : { opaqueIssuers }),
      ...(certificateIssuers.length === 0 ? {} : { certificateIssuers }),
      ...(this.answerTtlSeconds === undefined ? {} : { answerTtlSeconds: this.answerTtlSeconds }),
      ...(this.apiKeysAsCredential ? { apiKeysAsCredential: true } : {}),
    };
  }

  private renderTenants(): TenantDeclaration[] {
    return sorted([...this.tenantNames()], (name) => name).map((tenant) => {
      const plan = this.tenants.get(tenant)?.value;
      return { tenant, ...(plan === undefined ? {} : { planId: planPlaceholder(plan) }) };
    });
  }

  private add<T>(map: Map<string, Declared<T>>, what: string, name: string, declared: Declared<T>): void {
    const other = map.get(name);
    assertConfiguration(other === undefined, declared.place, {
      what,
      given: name,
      allowed: `a name that is not taken; this one is, at ${other?.place.node.path}`,
      remedy: 'Choose another name, or declare it once.',
    });
    map.set(name, declared);
  }
}

/** Each opaque token must be one issuer's alone. */
function assertOwnTokens(place: IConstruct, issuer: Issuer, others: readonly Issuer[]): void {
  if (!isOpaque(issuer)) {
    return;
  }
  const prefix = prefixOf(issuer);
  const other = others.filter(isOpaque).find((one) => {
    const taken = prefixOf(one);
    return taken === '' || prefix === '' ? taken === prefix : taken.startsWith(prefix) || prefix.startsWith(taken);
  });
  assertConfiguration(other === undefined, place, {
    what: `tokenPrefix of issuer "${issuer.name}"`,
    given: prefix === '' ? undefined : prefix,
    allowed: `a prefix that does not start, and is not started by, that of another issuer; "${other?.name}" has ${
      other === undefined || prefixOf(other) === '' ? 'none' : JSON.stringify(prefixOf(other))
    }`,
    remedy: 'A token must tell whom to ask: give each such issuer a prefix of its own.',
  });
}

function isOpaque(issuer: Issuer): boolean {
  return 'introspectionUrl' in issuer._document;
}

function prefixOf({ _document: document }: Issuer): string {
  return ('introspectionUrl' in document ? document.tokenPrefix : undefined) ?? '';
}

function planPlaceholder(plan: string): string {
  return placeholder(`plan/${plan}`);
}

function renderUser({ plan, firstTokenSecretArn, ...user }: DeclaredUser, values: DeployTimeValues): UserDeclaration {
  return {
    ...user,
    planId: planPlaceholder(plan),
    ...(firstTokenSecretArn === undefined
      ? {}
      : { firstTokenSecretArn: values.add(`secret/${user.tenant}/${user.user}`, firstTokenSecretArn) }),
  };
}

/** By code unit, so that every machine sorts alike. */
function sorted<T>(items: readonly T[], name: (item: T) => string): T[] {
  return [...items].sort((a, b) => (name(a) < name(b) ? -1 : 1));
}
