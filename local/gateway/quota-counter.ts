export type QuotaPeriod = 'DAY' | 'WEEK' | 'MONTH';

/** Counts requests per plan and key in calendar periods, UTC; a week begins on Sunday. */
export class QuotaCounter {
  readonly #counts = new Map<string, { period: string; used: number }>();

  /** Whether another request fits. */
  hasRoom(key: string, limit: number, period: QuotaPeriod, now: number): boolean {
    return this.#used(key, period, now) < limit;
  }

  count(key: string, period: QuotaPeriod, now: number): void {
    this.#counts.set(key, { period: periodId(period, now), used: this.#used(key, period, now) + 1 });
  }

  #used(key: string, period: QuotaPeriod, now: number): number {
    const entry = this.#counts.get(key);
    return entry?.period === periodId(period, now) ? entry.used : 0;
  }
}

function periodId(period: QuotaPeriod, now: number): string {
  const date = new Date(now);
  if (period === 'MONTH') return `${period} ${date.toISOString().slice(0, 7)}`;
  if (period === 'WEEK') date.setUTCDate(date.getUTCDate() - date.getUTCDay());
  return `${period} ${date.toISOString().slice(0, 10)}`;
}
