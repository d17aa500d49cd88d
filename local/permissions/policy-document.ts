import { AssemblyError } from '../assembly/assembly-error';
import { type PolicyCondition, unsupportedCondition } from './condition';
import { type Principals, readPrincipals } from './principals';
import type { StatementOrigin } from './service-call';

/** A policy document where a template has it, expressions resolved. */
export interface DeclaredPolicy {
  readonly stack: string;
  readonly logicalId: string;
  /** Property that holds it. */
  readonly document: string;
  /** For errors: stack, logical id and type. */
  readonly place: string;
  readonly content: unknown;
}

/** A statement that the twin can evaluate. */
export interface PolicyStatement {
  readonly origin: StatementOrigin;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly PolicyCondition[];
  /** In policies of resources only. */
  readonly principals?: Principals;
}

const DOCUMENT_KEYS = ['Version', 'Id', 'Statement'];
const STATEMENT_KEYS = ['Sid', 'Effect', 'Action', 'Resource', 'Condition'];

/**
 * Reads a policy of a role.
 *
 * @throws AssemblyError on what the twin cannot evaluate: passing over it could open what IAM keeps closed.
 */
export function readIdentityPolicy(policy: DeclaredPolicy): PolicyStatement[] {
  return new PolicyReader(policy).statements(STATEMENT_KEYS);
}

/**
 * Reads a policy of a key, secret or table. Statements for services only are left out: the twin's services do not ask.
 *
 * @throws AssemblyError on what the twin cannot evaluate.
 */
export function readResourcePolicy(policy: DeclaredPolicy): PolicyStatement[] {
  const reader = new PolicyReader(policy);
  return reader.statements([...STATEMENT_KEYS, 'Principal'], (statement, path) =>
    readPrincipals(statement['Principal'], (fault) => reader.refuse(`${path}.Principal`, fault)),
  );
}

class PolicyReader {
  constructor(private readonly policy: DeclaredPolicy) {}

  statements(
    keys: readonly string[],
    principalsOf?: (statement: Record<string, unknown>, path: string) => Principals | undefined,
  ): PolicyStatement[] {
    const { document, content, stack, logicalId } = this.policy;
    const whole = this.record(content, document);
    this.onlyKeys(whole, document, DOCUMENT_KEYS);
    const given = whole['Statement'];
    const list = Array.isArray(given) ? given : [given];
    return list.flatMap((one, statement): PolicyStatement[] => {
      const path = `${document}.Statement[${statement}]`;
      const fields = this.record(one, path);
      const principals = principalsOf?.(fields, path);
      if (principalsOf !== undefined && principals === undefined) return [];
      this.onlyKeys(fields, path, keys);
      const effect = fields['Effect'];
      if (effect !== 'Allow' && effect !== 'Deny')
        this.refuse(`${path}.Effect`, `is ${String(effect)}, Allow or Deny is expected`);
      const resources = this.texts(fields['Resource'], `${path}.Resource`);
      const variable = resources.find((resource) => resource.includes('${'));
      if (variable !== undefined) {
        this.refuse(`${path}.Resource`, `is ${variable}; the twin resolves no policy variables`);
      }
      return [
        {
          origin: { stack, logicalId, document, statement },
          effect: effect as 'Allow' | 'Deny',
          actions: this.texts(fields['Action'], `${path}.Action`),
          resources,
          conditions: this.conditions(fields['Condition'], `${path}.Condition`),
          ...(principals === undefined ? {} : { principals }),
        },
      ];
    });
  }

  refuse(path: string, fault: string): never {
    throw new AssemblyError(
      this.policy.place,
      `property ${path} ${fault}`,
      'Write the statement without it, or leave the resource out of the app that the twin runs',
    );
  }

  private conditions(block: unknown, path: string): PolicyCondition[] {
    if (block === undefined) return [];
    return Object.entries(this.record(block, path)).flatMap(([operator, keys]) =>
      Object.entries(this.record(keys, `${path}.${operator}`)).map(([key, value]) => {
        const condition = { operator, key, values: this.texts(value, `${path}.${operator}.${key}`) };
        const fault = unsupportedCondition(condition);
        if (fault !== undefined) this.refuse(path, fault);
        return condition;
      }),
    );
  }

  private texts(value: unknown, path: string): string[] {
    const list = Array.isArray(value) ? value : [value];
    if (list.length > 0 && list.every((one) => ['string', 'boolean', 'number'].includes(typeof one))) {
      return list.map(String);
    }
    return this.refuse(path, 'is absent or holds something that is not text');
  }

  private record(value: unknown, path: string): Record<string, unknown> {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    return this.refuse(path, 'is not an object');
  }

  private onlyKeys(record: Record<string, unknown>, path: string, keys: readonly string[]): void {
    const other = Object.keys(record).find((key) => !keys.includes(key));
    if (other !== undefined) this.refuse(`${path}.${other}`, 'is not supported by the twin');
  }
}
