import {
  type CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { OperatorJournal } from '../domain/manage/operator-journal';
import { ServiceFault } from '../domain/manage/service-fault';

/** Operator records in a log group, in a stream a day: `operator/2026-11-25` (UTC). */
export class CloudWatchOperatorJournal implements OperatorJournal {
  public constructor(
    private readonly client: CloudWatchLogsClient,
    private readonly logGroupName: string,
  ) {}

  public async append(line: string, time: number): Promise<void> {
    const stream = `operator/${new Date(time).toISOString().slice(0, 10)}`;
    if (!(await this.#put(stream, line, time))) {
      await this.#create(stream);
      if (!(await this.#put(stream, line, time))) {
        throw new ServiceFault('PutLogEvents', 'ResourceNotFoundException');
      }
    }
  }

  /** @returns whether there is such a stream. */
  async #put(logStreamName: string, message: string, timestamp: number): Promise<boolean> {
    try {
      const { rejectedLogEventsInfo: rejected } = await this.client.send(
        new PutLogEventsCommand({
          logGroupName: this.logGroupName,
          logStreamName,
          logEvents: [{ timestamp, message }],
        }),
      );
      if (rejected !== undefined) {
        throw new ServiceFault('PutLogEvents', 'the time of this machine is wrong');
      }
      return true;
    } catch (cause) {
      if ((cause as Error).name === 'ResourceNotFoundException') {
        return false;
      }
      throw cause instanceof ServiceFault ? cause : new ServiceFault('PutLogEvents', (cause as Error).name, { cause });
    }
  }

  async #create(logStreamName: string): Promise<void> {
    try {
      await this.client.send(new CreateLogStreamCommand({ logGroupName: this.logGroupName, logStreamName }));
    } catch (cause) {
      // Somebody else began the day.
      if ((cause as Error).name !== 'ResourceAlreadyExistsException') {
        throw new ServiceFault('CreateLogStream', (cause as Error).name, { cause });
      }
    }
  }
}
