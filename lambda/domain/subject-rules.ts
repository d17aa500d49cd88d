import type { IssuerTerms, SubjectRule } from '../contract/proxy-document';

type Claims = Readonly<Record<string, unknown>>;

/**
 * Finds the proxy user that a subject is by its issuer's rules.
 *
 * Rules have no order: a token that two of them give to different users is refused, since a rule that is added later
 * must not change what an earlier one says. A rule holds where every claim that it names is the very text; a list, a
 * number or a claim that is not there is never that.
 *
 * @param client that the token names in place of a subject, if it does.
 * @returns `undefined` where no rule says anything of it; `false` where they leave no one user, or where there has to
 * be one.
 */
export function ruleFor(
  claims: Claims,
  { subjectRules = [], mappedOnly = false }: Pick<IssuerTerms, 'subjectRules' | 'mappedOnly'>,
  client: unknown,
): SubjectRule | undefined | false {
  const [first, ...others] = subjectRules.filter(
    (rule) =>
      (rule.client === undefined || rule.client === client) &&
      Object.entries(rule.claims).every(([name, text]) => Object.hasOwn(claims, name) && claims[name] === text),
  );
  if (first === undefined) {
    return mappedOnly ? false : undefined;
  }
  return others.every(({ tenant, user }) => tenant === first.tenant && user === first.user) ? first : false;
}
