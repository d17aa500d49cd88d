import type { UsagePlanModel } from '../local/gateway/model';
import type { Example } from './gateway-description';
import type { PredictedCall } from './predicted-calls';

/** Longest series of calls that an example of a spent quota may take. */
const QUOTA_CALLS_LIMIT = 10;

export interface ExampleFacts {
  /** The stage's URL. */
  readonly url: string;
  readonly calls: readonly PredictedCall[];
  /** Proxy token by `tenant/user`. */
  readonly tokens: ReadonlyMap<string, string>;
  /** APIs whose upstream answers 200 to anything. */
  readonly echoed: ReadonlySet<string>;
  readonly plans: readonly UsagePlanModel[];
}

/** Calls that show what the gateway does: permitted, anonymous, forbidden, unknown, over the quota. */
export function makeExamples(facts: ExampleFacts): Example[] {
  const { calls, plans } = facts;
  const quotaOf = (planId: string): number | undefined => plans.find(({ id }) => id === planId)?.quota?.limit;
  const lasting = calls.filter(({ user }) => (quotaOf(user.planId) ?? Number.POSITIVE_INFINITY) > QUOTA_CALLS_LIMIT);
  const served = (call: PredictedCall): boolean => call.permitted && facts.echoed.has(call.api);
  const permitted = lasting.find(served);
  const forbidden = lasting.find(({ permitted: may }) => !may);
  const known = lasting[0];
  const examples: Example[] = [];
  if (permitted !== undefined) {
    examples.push(example(facts, `${nameOf(permitted)} may: the upstream answers`, permitted, 200));
  }
  if (known !== undefined) {
    examples.push({ ...example(facts, 'nobody may without a credential', permitted ?? known, 401), headers: {} });
  }
  if (forbidden !== undefined) {
    examples.push(example(facts, `${nameOf(forbidden)} may not: no policy permits it`, forbidden, 403));
  }
  if (known !== undefined) {
    examples.push({
      ...example(facts, 'a path that is no route', known, 404),
      method: 'GET',
      url: `${facts.url}/${known.api}/no/such/route`,
      body: null,
    });
  }
  return [...examples, ...quotaExamples(facts, calls.filter(served), quotaOf)];
}

/** The smallest quota, used up call by call. */
function quotaExamples(
  facts: ExampleFacts,
  calls: readonly PredictedCall[],
  quotaOf: (planId: string) => number | undefined,
): Example[] {
  const call = calls.find(({ user }) => (quotaOf(user.planId) ?? Number.POSITIVE_INFINITY) <= QUOTA_CALLS_LIMIT);
  if (call === undefined) {
    return [];
  }
  const limit = quotaOf(call.user.planId) as number;
  return Array.from({ length: limit + 1 }, (_, index) =>
    index < limit
      ? example(facts, `${nameOf(call)}: call ${index + 1} of the ${limit} in its plan`, call, 200)
      : example(facts, `${nameOf(call)}: over its plan's quota`, call, 429),
  );
}

function nameOf({ user }: PredictedCall): string {
  return `${user.tenant}/${user.user}`;
}

function example(facts: ExampleFacts, title: string, call: PredictedCall, expectStatus: number): Example {
  const body =
    call.route.method === 'POST' || call.route.method === 'PUT' || call.route.method === 'PATCH' ? '{}' : null;
  return {
    title,
    method: call.route.method,
    url: `${facts.url}${call.path}`,
    headers: {
      Authorization: `Bearer ${facts.tokens.get(nameOf(call))}`,
      ...(body === null ? {} : { 'Content-Type': call.route.contentTypes[0] ?? 'application/json' }),
    },
    body,
    expectStatus,
  };
}

/** One example as a curl line that prints the status after the answer. */
export function renderCurl({ method, url, headers, body }: Example): string {
  const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  return [
    "curl -sw ' %{http_code}\\n'",
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    ...Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`-d ${quote(body)}`]),
    quote(url),
  ].join(' ');
}
