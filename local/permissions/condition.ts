import { matchesWildcard } from '../gateway/wildcard';
import { matchesArn } from './resource-pattern';

/** What a request says about itself: values by condition key, keys in lower case. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

/** One line of a statement's `Condition`. */
export interface PolicyCondition {
  /** As written, with its prefix and suffix, for example `ForAllValues:StringLike`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** The part of an operator between `ForAllValues:` or `ForAnyValue:` and `IfExists`. */
type Comparison = (wanted: string, given: string) => boolean;

const COMPARISONS: Readonly<Record<string, { readonly holds: Comparison; readonly negated: boolean }>> = {
  StringEquals: { holds: (wanted, given) => wanted === given, negated: false },
  StringNotEquals: { holds: (wanted, given) => wanted === given, negated: true },
  StringEqualsIgnoreCase: { holds: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(), negated: false },
  StringNotEqualsIgnoreCase: { holds: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(), negated: true },
  StringLike: { holds: matchesWildcard, negated: false },
  StringNotLike: { holds: matchesWildcard, negated: true },
  // ArnEquals and ArnLike behave alike.
  ArnEquals: { holds: matchesArn, negated: false },
  ArnLike: { holds: matchesArn, negated: false },
  ArnNotEquals: { holds: matchesArn, negated: true },
  ArnNotLike: { holds: matchesArn, negated: true },
  Bool: { holds: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(), negated: false },
};

/** Keys that the twin knows the values of, or knows to be absent: a key that it left out could hold a condition open. */
const KEYS = [
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
  'aws:ResourceAccount',
  'aws:SecureTransport',
  'aws:SourceAccount',
  'aws:SourceArn',
  'dynamodb:LeadingKeys',
  'kms:CallerAccount',
  'kms:EncryptionContext:SecretARN',
  'kms:EncryptionContext:aws:dynamodb:subscriberId',
  'kms:EncryptionContext:aws:dynamodb:tableName',
  'kms:ViaService',
  'lambda:SourceFunctionArn',
];

const OPERATOR = /^(ForAllValues:|ForAnyValue:)?(.+?)(IfExists)?$/;

/** @returns why the twin cannot evaluate a condition; `undefined` where it can. */
export function unsupportedCondition({ operator, key, values }: PolicyCondition): string | undefined {
  const name = OPERATOR.exec(operator)?.[2] ?? '';
  if (name !== 'Null' && !Object.hasOwn(COMPARISONS, name)) {
    return `uses ${operator}; the twin evaluates ${[...Object.keys(COMPARISONS), 'Null'].join(', ')}`;
  }
  if (!KEYS.some((one) => one.toLowerCase() === key.toLowerCase())) {
    return `reads ${key}; the twin knows ${KEYS.join(', ')}`;
  }
  const variable = values.find((value) => value.includes('${'));
  return variable === undefined ? undefined : `compares with ${variable}; the twin resolves no policy variables`;
}

/**
 * Whether one condition holds: any of its values is enough; of a negated operator none may match.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html (2026-11-24)
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html (2026-11-24)
 */
export function conditionHolds({ operator, key, values }: PolicyCondition, context: RequestContext): boolean {
  const [, set, name, ifExists] = OPERATOR.exec(operator) as unknown as [string, string?, string?, string?];
  const given = context.get(key.toLowerCase()) ?? [];
  if (name === 'Null') return values.includes('true') === (given.length === 0);
  const { holds, negated } = COMPARISONS[name as string] as (typeof COMPARISONS)[string];
  const accepted = (one: string): boolean => values.some((wanted) => holds(wanted, one)) !== negated;
  if (given.length === 0) return ifExists !== undefined || set === 'ForAllValues:' || (negated && set === undefined);
  return set === 'ForAnyValue:' ? given.some(accepted) : given.every(accepted);
}
