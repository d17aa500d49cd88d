import { FilterLogEventsCommand, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { parseAuditLine } from '../../cli/audit-line';
import type { AuditDetail } from '../../lambda/contract/audit-record';
import type { AwsClients } from './aws-clients';
import { poll } from './poll';

/** CloudWatch Logs shows lines within seconds. */
const DELIVERY_MS = 60_000;
/** When to call again for a line that has not come, in milliseconds. */
const NUDGE_AFTER_MS = 2_000;

/** The audit records that have arrived in a log group. */
export class AuditLog {
  readonly #seen = new Set<string>();

  public constructor(
    private readonly clients: Pick<AwsClients, 'logs'>,
    private readonly logGroupName: string,
    /** A call that makes both functions run again: MiniStack delivers a late line with the next invocation. */
    private readonly nudge: () => Promise<unknown>,
  ) {}

  public async records(): Promise<AuditDetail[]> {
    const details: AuditDetail[] = [];
    const pages = paginateFilterLogEvents({ client: this.clients.logs }, { logGroupName: this.logGroupName });
    for await (const { events = [] } of pages) {
      details.push(...events.flatMap(({ message = '' }) => parseAuditLine(message.trimEnd())?.unmapped ?? []));
    }
    return details;
  }

  /** The first page of a group's lines, whatever wrote them. */
  public async lines(logGroupName: string): Promise<string[]> {
    const { events = [] } = await this.clients.logs.send(new FilterLogEventsCommand({ logGroupName }));
    return events.map(({ message = '' }) => message);
  }

  /** The record of one request and event, by the id that its caller got. */
  public recordOf(extendedRequestId: string, event: AuditDetail['event']): Promise<AuditDetail> {
    return this.#until((one) => one.extendedRequestId === extendedRequestId && one.event === event);
  }

  /** From here on {@link newDecision} means a later one. */
  public async mark(): Promise<void> {
    for (const { id } of await this.records()) {
      this.#seen.add(id);
    }
  }

  /** The one decision since {@link mark}: for where records do not have the id that the caller got. */
  public newDecision(): Promise<AuditDetail> {
    return this.#until(({ id, event }) => event === 'decision' && !this.#seen.has(id));
  }

  #until(fits: (record: AuditDetail) => boolean): Promise<AuditDetail> {
    let nudgeAt = Date.now() + NUDGE_AFTER_MS;
    return poll('The audit record', DELIVERY_MS, async () => {
      const found = (await this.records()).find(fits);
      if (found === undefined && Date.now() > nudgeAt) {
        await this.nudge();
        nudgeAt = Date.now() + NUDGE_AFTER_MS;
      }
      return found;
    });
  }
}
