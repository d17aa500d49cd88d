import { type CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import type { AuditLog } from '../domain/manage/audit-log';
import { ServiceFault } from '../domain/manage/service-fault';

/** Audit records in a log group. */
export class CloudWatchAuditLog implements AuditLog {
  public constructor(
    private readonly client: CloudWatchLogsClient,
    private readonly logGroupName: string,
  ) {}

  public async *search(filterPattern: string, startTime: number): AsyncIterable<string> {
    const { client, logGroupName } = this;
    try {
      for await (const { events = [] } of paginateFilterLogEvents(
        { client },
        { logGroupName, filterPattern, startTime },
      )) {
        yield* events.flatMap(({ message }) => message?.trim() ?? []);
      }
    } catch (cause) {
      throw new ServiceFault('FilterLogEvents', (cause as Error).name, { cause });
    }
  }
}
