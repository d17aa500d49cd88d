import type { RecordedCall } from '../support/recorded-calls';
import type { Grant, InvokeGrant } from './grants';
import { GATEWAY_USES, LAMBDA_USES, type ServiceUse } from './lambda-grants';
import { REASONS, type Reason, WIDE_GRANTS, type WideGrant } from './reasons';

export interface ComparisonInput {
  readonly grants: readonly Grant[];
  readonly invocations: readonly InvokeGrant[];
  readonly calls: readonly RecordedCall[];
}

/** What is written down beside the grants. */
export interface ComparisonTables {
  readonly reasons: readonly Reason[];
  readonly wide: readonly WideGrant[];
  readonly lambdaUses: readonly ServiceUse[];
  readonly gatewayUses: readonly ServiceUse[];
}

/** One line of the table of permissions. */
export interface PermissionRow {
  readonly holder: string;
  readonly action: string;
  readonly resource: string;
  readonly conditions: readonly string[];
  readonly why: string;
  /** Page of AWS's where a service uses it; absent where the function's own code does. */
  readonly page?: string;
  readonly exercised: boolean;
}

export interface Comparison {
  readonly rows: readonly PermissionRow[];
  /** One line each; empty where what is granted is what is used. */
  readonly problems: readonly string[];
  readonly denied: number;
}

const TABLES: ComparisonTables = {
  reasons: REASONS,
  wide: WIDE_GRANTS,
  lambdaUses: LAMBDA_USES,
  gatewayUses: GATEWAY_USES,
};

/** Compares what roles grant with what was called: nothing unused, nothing unexplained, nothing refused unawares. */
export function compare(
  { grants, invocations, calls }: ComparisonInput,
  tables: ComparisonTables = TABLES,
): Comparison {
  const ofFunctions = grants.filter(({ holder }) => !/^(service|people) /.test(holder));
  const rows = rowsOf(ofFunctions, calls, tables);
  const denied = calls.filter(({ outcome }) => outcome === 'denied');
  return {
    rows,
    denied: denied.length,
    problems: [
      ...(calls.length === 0 ? ['No call was recorded: run `npm test` first.'] : []),
      ...rows
        .filter(({ exercised }) => !exercised)
        .map((row) => `granted, never used: ${lineOf(row)} (${placesOf(row, ofFunctions)})`),
      ...ungranted(calls, ofFunctions, invocations).map((line) => `used, granted in none of these apps: ${line}`),
      ...denied.filter(({ meant }) => !meant).map((call) => `refused, and no test means it: ${lineOf(call)}`),
      ...unexplained(rows, tables),
      ...serviceProblems(grants, tables),
      ...wideProblems(ofFunctions, tables.wide),
      ...invocationProblems(invocations, calls),
    ],
  };
}

function rowsOf(grants: readonly Grant[], calls: readonly RecordedCall[], tables: ComparisonTables): PermissionRow[] {
  const rows = new Map<string, PermissionRow & { readonly conditions: string[] }>();
  for (const grant of grants) {
    const { holder, action, resource, condition } = grant;
    const use = tables.lambdaUses.find((one) => one.action === action && one.resource === resource);
    const reason = tables.reasons.find(
      (one) => one.holder === holder && one.action === action && one.resource === resource,
    );
    const key = lineOf(grant);
    const row = rows.get(key) ?? {
      holder,
      action,
      resource,
      conditions: [],
      why: use?.why ?? reason?.why ?? '',
      ...(use === undefined ? {} : { page: use.page }),
      exercised: true,
    };
    const exercised = use !== undefined || calls.some((call) => usesGrant(call, grant));
    const conditions = row.conditions.includes(condition) ? row.conditions : [...row.conditions, condition];
    rows.set(key, { ...row, conditions, exercised: row.exercised && exercised });
  }
  return [...rows.values()].sort((one, other) => (lineOf(one) < lineOf(other) ? -1 : 1));
}

function usesGrant({ holder, outcome, by }: RecordedCall, grant: Grant): boolean {
  return (
    outcome === 'allowed' &&
    holder === grant.holder &&
    by?.action === grant.action &&
    by.resource === grant.resource &&
    by.condition === grant.condition
  );
}

function ungranted(
  calls: readonly RecordedCall[],
  grants: readonly Grant[],
  invocations: readonly InvokeGrant[],
): string[] {
  return calls
    .filter(({ outcome }) => outcome === 'allowed')
    .filter((call) =>
      call.action === 'lambda:InvokeFunction'
        ? !invocations.some(({ holder }) => holder === call.holder)
        : !grants.some((grant) => usesGrant(call, grant)),
    )
    .map(lineOf);
}

function unexplained(rows: readonly PermissionRow[], { reasons }: ComparisonTables): string[] {
  const own = rows.filter(({ page }) => page === undefined);
  return [
    ...own.filter(({ why }) => why === '').map((row) => `no reason is written down: ${lineOf(row)}`),
    ...reasons
      .filter((reason) => !own.some((row) => lineOf(row) === lineOf(reason)))
      .map((reason) => `a reason without a grant: ${lineOf(reason)}`),
  ];
}

/** A service's role may have what AWS's page asks for, and each row of the tables is still needed. */
function serviceProblems(grants: readonly Grant[], { lambdaUses, gatewayUses }: ComparisonTables): string[] {
  const isIn = (uses: readonly ServiceUse[], { action, resource }: Grant): boolean =>
    uses.some((use) => use.action === action && use.resource === resource);
  const ofServices = grants.filter(({ holder }) => holder.startsWith('service '));
  const stale = (uses: readonly ServiceUse[], held: readonly Grant[]): string[] =>
    uses
      .filter((use) => !held.some(({ action, resource }) => use.action === action && use.resource === resource))
      .map(({ action, resource }) => `a service's use that nothing grants any more: ${action} on ${resource}`);
  return [
    ...ofServices
      .filter((grant) => !isIn(gatewayUses, grant))
      .map((grant) => `a service may, for no reason given: ${lineOf(grant)}`),
    ...stale(gatewayUses, ofServices),
    ...stale(lambdaUses, grants),
  ];
}

function wideProblems(grants: readonly Grant[], wide: readonly WideGrant[]): string[] {
  const isListed = ({ action, resource }: Pick<Grant, 'action' | 'resource'>): boolean =>
    wide.some((one) => one.resource === resource && one.actions.includes(action));
  const unlisted = grants.filter((grant) => /[*?]/.test(`${grant.action}${grant.resource}`) && !isListed(grant));
  return [
    ...new Set(unlisted.map((grant) => `a wildcard without a reason: ${lineOf(grant)}`)),
    ...wide.flatMap(({ resource, actions }) =>
      actions
        .filter((action) => !grants.some((grant) => grant.resource === resource && grant.action === action))
        .map((action) => `a wide grant is listed that does not exist: ${action} on ${resource}`),
    ),
  ];
}

/** Whoever may invoke a function says for which account and which resource, and does it. */
function invocationProblems(invocations: readonly InvokeGrant[], calls: readonly RecordedCall[]): string[] {
  return invocations.flatMap(({ app, holder, principal, sourceArn, sourceAccount, place }) => [
    ...(sourceArn === undefined || !sourceArn.startsWith('arn:') ? [`${app} ${place}: no source ARN`] : []),
    ...(sourceAccount === undefined ? [`${app} ${place}: no source account`] : []),
    ...(principal.endsWith('.amazonaws.com') ? [] : [`${app} ${place}: ${principal} is no service`]),
    ...(calls.some(
      (call) => call.holder === holder && call.action === 'lambda:InvokeFunction' && call.outcome === 'allowed',
    )
      ? []
      : [`${app} ${place}: ${principal} never invoked the ${holder}`]),
  ]);
}

function placesOf(row: PermissionRow, grants: readonly Grant[]): string {
  const places = grants
    .filter((grant) => lineOf(grant) === lineOf(row))
    .map(
      ({ app, origin: { stack, logicalId, document, statement } }) =>
        `${app}: ${stack}/${logicalId} ${document}[${statement}]`,
    );
  return places[0] as string;
}

function lineOf({ holder, action, resource }: { holder: string; action: string; resource: string }): string {
  return `${holder} ${action} on ${resource}`;
}
