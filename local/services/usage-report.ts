import type { UsagePlanModel } from '../gateway/model';
import type { ApiKeyRegistry } from './api-key-registry';
import { ServiceError } from './service-error';

const DAY_MS = 86_400_000;

/** What `GetUsage` answers: used and remaining requests, per key and day. */
export function usageReport(registry: ApiKeyRegistry, planId: string, query: URLSearchParams) {
  const plan = registry.plan(planId);
  const startDate = dateOf(query, 'startDate');
  const endDate = dateOf(query, 'endDate');
  if (endDate < startDate)
    throw new ServiceError('BadRequestException', 'Invalid date range: endDate is before startDate');
  const keyId = query.get('keyId');
  const keys = registry.usersOf(planId).filter((id) => keyId === null || id === keyId);
  const start = Number(query.get('position') ?? 0);
  const end = start + Math.min(Number(query.get('limit') ?? 25), 500);
  const values = Object.fromEntries(
    keys.slice(start, end).map((id) => [id, daily(plan, registry.usageOf(planId, id), startDate, endDate)]),
  );
  return { usagePlanId: planId, startDate, endDate, values, ...(end < keys.length && { position: String(end) }) };
}

function daily(
  plan: UsagePlanModel,
  usage: Readonly<Record<string, number>>,
  startDate: string,
  endDate: string,
): [number, number][] {
  const days: [number, number][] = [];
  for (let at = Date.parse(startDate); at <= Date.parse(endDate); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    const spent = Object.entries(usage)
      .filter(([other]) => other <= day && other >= periodStart(plan, at))
      .reduce((sum, [, count]) => sum + count, 0);
    days.push([usage[day] ?? 0, Math.max(0, (plan.quota?.limit ?? 0) - spent)]);
  }
  return days;
}

/** First day of the quota period that a day falls in: Sunday for weeks. */
function periodStart(plan: UsagePlanModel, at: number): string {
  const date = new Date(at);
  if (plan.quota?.period === 'WEEK') date.setUTCDate(date.getUTCDate() - date.getUTCDay());
  if (plan.quota?.period === 'MONTH') date.setUTCDate(1);
  return date.toISOString().slice(0, 10);
}

function dateOf(query: URLSearchParams, name: string): string {
  const value = query.get(name) ?? '';
  if (/^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))) return value;
  throw new ServiceError('BadRequestException', `Invalid ${name} ${JSON.stringify(value)}, YYYY-MM-DD is expected`);
}
