import type { ApiDocument } from './api-document';
import type { ProxyDocument } from './proxy-document';

/**
 * Everything that a stack declares and the registrar publishes. It lies beside the registrar's code as one file, so
 * that neither the template nor the custom resource's event grows with the number of users.
 *
 * Any string may be a placeholder for a value known only at deploy time: see {@link placeholder}.
 */
export interface Declarations {
  readonly version: 1;
  readonly proxy: ProxyDocument;
  readonly apis: readonly ApiDocument[];
  readonly policies: readonly PolicyDeclaration[];
  readonly tenants: readonly TenantDeclaration[];
  readonly users: readonly UserDeclaration[];
}

export interface PolicyDeclaration {
  /** Name of the policy text; its statements become `<id>.0`, `<id>.1`, … */
  readonly id: string;
  /** The tenant whose own set it belongs to; left out = the global set. */
  readonly tenant?: string;
  /** Cedar text, one or more statements. */
  readonly text: string;
}

export interface TenantDeclaration {
  readonly tenant: string;
  /** Usage plan id on which the tenant's own key meters federated principals; left out = they need keys of their own. */
  readonly planId?: string;
}

/** What a user stands for. */
export type UserKind = 'user' | 'service' | 'app';
export const USER_KINDS: readonly UserKind[] = ['user', 'service', 'app'];

export interface UserDeclaration {
  readonly tenant: string;
  /** Name inside the tenant. */
  readonly user: string;
  readonly roles: readonly string[];
  /** Usage plan id that the user's API Gateway key is linked to. */
  readonly planId: string;
  /** ISO 8601 instant; left out = never. */
  readonly expiresAt?: string;
  /** A federated subject that *is* this user. */
  readonly federated?: { readonly issuerId: string; readonly subject: string };
  /** Secret that the first proxy token is minted into at deploy. */
  readonly firstTokenSecretArn?: string;
  readonly kind?: UserKind;
  /** Whom to ask about it. */
  readonly owner?: string;
  readonly purpose?: string;
  /** Address ranges (CIDR) that its requests come from; left out = anywhere. */
  readonly sources?: readonly string[];
}

/** Properties of the custom resource. CloudFormation turns every scalar into a string. */
export interface RegistrarProperties {
  /** SHA-256 (hex) of the declarations file: a change of it is what makes CloudFormation call. */
  readonly Digest: string;
  /** Fingerprint of the registrar's code: a new version may make another schema of the same declarations. */
  readonly Bundle?: string;
  /** Prefix of API Gateway key names: unique for the proxy in its account and region. */
  readonly KeyPrefix: string;
  /** Deploy-time values by placeholder name. */
  readonly Values: Readonly<Record<string, string>>;
}

/** CloudFormation type of the custom resource. */
export const REGISTRAR_RESOURCE_TYPE = 'Custom::GatehouseRegistry';

const PLACEHOLDER = /^\$\{value:([^}]+)\}$/;

/** Stands in the declarations for a value known only at deploy time. */
export function placeholder(name: string): string {
  return `\${value:${name}}`;
}

/** @returns the name of the placeholder that a text is, if it is one. */
export function placeholderName(text: string): string | undefined {
  return PLACEHOLDER.exec(text)?.[1];
}

/** Raised where declarations name a value that the custom resource did not bring. */
export class MissingValueError extends Error {
  public override readonly name = 'MissingValueError';
}

/** Puts the deploy-time values in place of their placeholders, everywhere in a JSON value. */
export function resolvePlaceholders<T>(json: T, values: Readonly<Record<string, string>>): T {
  if (typeof json === 'string') {
    const name = placeholderName(json);
    if (name === undefined) {
      return json;
    }
    if (!Object.hasOwn(values, name)) {
      throw new MissingValueError(`No deploy-time value for "${name}"; given: ${Object.keys(values).join(', ')}.`);
    }
    return values[name] as T;
  }
  if (Array.isArray(json)) {
    return json.map((item) => resolvePlaceholders(item, values)) as T;
  }
  if (typeof json === 'object' && json !== null) {
    return Object.fromEntries(
      Object.entries(json).map(([key, value]) => [key, resolvePlaceholders(value, values)]),
    ) as T;
  }
  return json;
}
