import type { IConstruct } from 'constructs';
import { parseApiDocument } from '../../lambda/contract/parse-api-document';
import { allIssuers, clientsOf } from '../../lambda/contract/proxy-document';
import type { PolicyProblem } from '../../lambda/contract/policy-check';
import type { Claim } from '../claim';
import type { DeclaredRegistry } from './declared-registry';
import { checkDecisions, checkPolicies } from './policy-checker';
import { refusalText } from './validation';

/** More belong into the registry by the command line, not into every deploy. */
export const DECLARED_USERS_LIMIT = 2000;
/** ARNs that fit into the registrar's inline policy of 10,240 characters, beside the usage plans'. */
export const FIRST_TOKENS_LIMIT = 30;
/** Plans whose policies fit into the same limit, which counts all inline policies of a role. */
export const USAGE_PLANS_LIMIT = 25;

/** What can only be seen once the whole tree stands. @returns one message a problem. */
export function problemsOf(proxy: IConstruct, declared: DeclaredRegistry, planNames: readonly string[]): string[] {
  const problems = [
    ...countProblems(proxy, declared, planNames),
    ...planProblems(declared, planNames),
    ...reachProblems(proxy, declared),
    ...sourceProblems(declared),
  ];
  const documents = documentProblems(declared);
  // A schema made of a broken document would blame the policies for it.
  const found = documents.length > 0 ? documents : policyProblems(proxy, declared);
  return [...problems, ...(found.length > 0 ? found : decisionProblems(proxy, declared))];
}

/** What can only be seen once everything that is attached to a proxy of another app stands. @returns one a problem. */
export function attachmentProblems(proxy: IConstruct, declared: DeclaredRegistry, claims: readonly Claim[]): string[] {
  const documents = documentProblems(declared);
  if (documents.length > 0 || declared.policies.size === 0) {
    return documents;
  }
  const { apis, policies } = declared.render(new Map()).declarations;
  const request = { apis, claims: claims.map(({ _document }) => _document), policies, confined: true };
  return checkPolicies(request).map((problem) => problemText(proxy, declared, problem));
}

function countProblems(proxy: IConstruct, declared: DeclaredRegistry, planNames: readonly string[]): string[] {
  const problems: string[] = [];
  const firstTokens = [...declared.users.values()].filter(
    ({ value }) => value.firstTokenSecretArn !== undefined,
  ).length;
  const atMost = (what: string, given: number, limit: number, remedy: string): void => {
    if (given > limit) {
      problems.push(refusalText(proxy, { what, given, allowed: `at most ${limit}`, remedy }));
    }
  };
  if (declared.apis.size === 0) {
    problems.push(
      refusalText(proxy, {
        what: 'protected APIs',
        given: 0,
        allowed: 'one or more',
        remedy: 'Add a ProtectedApi: API Gateway deploys no API without methods.',
      }),
    );
  }
  atMost('proxy users', declared.users.size, DECLARED_USERS_LIMIT, 'Register users with the command line instead.');
  atMost('first tokens', firstTokens, FIRST_TOKENS_LIMIT, 'Mint the others with the command line.');
  atMost('usage plans', planNames.length, USAGE_PLANS_LIMIT, 'Share plans: each can meter any number of users.');
  return problems;
}

/** An answer that is kept is given to whoever sends the same credential, from wherever. */
function sourceProblems({ users, answerTtlSeconds }: DeclaredRegistry): string[] {
  return [...users.values()]
    .filter(({ value }) => answerTtlSeconds !== undefined && value.sources !== undefined)
    .map(({ place, value }) =>
      refusalText(place, {
        what: 'sources',
        given: value.sources?.join(', '),
        allowed: 'none where answers are kept by authorizerCache',
        remedy: 'A kept answer does not ask where the next call comes from: leave one of the two out.',
      }),
    );
}

function planProblems(declared: DeclaredRegistry, planNames: readonly string[]): string[] {
  const used = [
    ...[...declared.users.values()].map(({ place, value }) => ({ place, plan: value.plan })),
    ...[...declared.tenants.values()].flatMap(({ place, value }) =>
      value === undefined ? [] : [{ place, plan: value }],
    ),
  ];
  return used
    .filter(({ plan }) => !planNames.includes(plan))
    .map(({ place, plan }) =>
      refusalText(place, {
        what: 'usagePlan',
        given: plan,
        allowed: planNames.length === 0 ? 'no plan is declared yet' : planNames.join(', '),
        remedy: `Declare it with addUsagePlan('${plan}', …).`,
      }),
    );
}

function reachProblems(proxy: IConstruct, declared: DeclaredRegistry): string[] {
  const tenants = declared.tenantNames();
  const issuers = declared.issuers.map(({ name }) => name);
  const policies = [...declared.policies.values()].flatMap(({ place, value: { tenant } }) =>
    tenant === undefined || tenants.has(tenant)
      ? []
      : [
          refusalText(place, {
            what: 'tenant',
            given: tenant,
            allowed: [...tenants].join(', ') || 'no tenant is declared yet',
            remedy: `Declare it with addTenant('${tenant}').`,
          }),
        ],
  );
  const users = [...declared.users.values()].flatMap(({ place, value: { federated } }) =>
    federated === undefined || issuers.some((id) => [id, clientsOf(id)].includes(federated.issuerId))
      ? []
      : [
          refusalText(place, {
            what: 'federated.issuer',
            given: federated.issuerId,
            allowed: issuers.join(', ') || 'no issuer is declared',
            remedy: 'Name an issuer of the proxy.',
          }),
        ],
  );
  const mappings = declared.issuers.flatMap(({ name, _mappings }) =>
    _mappings.flatMap(({ _declared, _document: { tenant, user } }) => {
      const target = declared.users.get(`${tenant}/${user}`)?.value;
      const fits = target === undefined ? !_declared : target.federated === undefined;
      return fits
        ? []
        : [
            refusalText(proxy, {
              what: `subjectMappings of issuer "${name}"`,
              given: `${tenant}/${user}`,
              allowed: 'users that a ProxyUser declares without a federated subject of its own',
              remedy: 'Declare the user so, or say toManagedUser where it is registered otherwise.',
            }),
          ];
    }),
  );
  return [...policies, ...users, ...mappings];
}

function documentProblems(declared: DeclaredRegistry): string[] {
  return [...declared.apis.values()].flatMap(({ place, value }) => {
    const parsed = parseApiDocument(value());
    return parsed.ok
      ? []
      : [refusalText(place, { what: 'API', given: undefined, allowed: 'what follows', remedy: parsed.error })];
  });
}

/** Cedar's own findings, and those of the schema, such as one claim with two types. */
function policyProblems(proxy: IConstruct, declared: DeclaredRegistry): string[] {
  const { apis, policies, proxy: document } = declared.render(new Map()).declarations;
  const keepsAnswers = document.answerTtlSeconds !== undefined;
  return checkPolicies({ apis, issuers: allIssuers(document), policies, keepsAnswers }).map((problem) =>
    problemText(proxy, declared, problem),
  );
}

/** What decision tests expect otherwise. */
function decisionProblems(proxy: IConstruct, declared: DeclaredRegistry): string[] {
  const { declarations } = declared.render(new Map());
  return [...declared.decisionTests].flatMap(([file, text]) =>
    checkDecisions({ declarations, text }).map((problem) => `[${proxy.node.path}] ${file}: ${problem}`),
  );
}

function problemText(
  proxy: IConstruct,
  declared: DeclaredRegistry,
  { policy, line, column, message, remedy }: PolicyProblem,
): string {
  const place = declared.policies.get(policy)?.place ?? proxy;
  const position = [policy, line, column].filter((part) => part !== undefined && part !== '').join(':');
  return `[${place.node.path}] ${position === '' ? '' : `${position}: `}${message} ${remedy}`;
}
