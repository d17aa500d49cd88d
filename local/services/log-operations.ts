import { parseLogPattern } from './log-pattern';
import type { LogStore } from './log-store';
import { ServiceError } from './service-error';

type Input = Readonly<Record<string, unknown>>;
type Operation = (input: Input, store: LogStore, now: number) => unknown;

/**
 * PutLogEvents' own limits.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html (2026-11-25)
 */
const BATCH_EVENTS = 10_000;
const BATCH_BYTES = 1_048_576;
const EVENT_OVERHEAD = 26;
const DAY_MS = 86_400_000;
const OLDEST_MS = 14 * DAY_MS;
const NEWEST_MS = 2 * 3_600_000;
/** Events of a page of FilterLogEvents, and streams of one of DescribeLogStreams. */
const FILTER_PAGE = 10_000;
const STREAM_PAGE = 50;

/** CloudWatch Logs' operations that a proxy's operators use. */
export const LOG_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateLogStream(input, store) {
    store.createStream(groupOf(input), nameOf(input, 'logStreamName'));
    return {};
  },

  PutLogEvents(input, store, now) {
    const events = eventsOf(input);
    const tooOld = events.filter(({ timestamp }) => timestamp < now - OLDEST_MS).length;
    const tooNew = events.findIndex(({ timestamp }) => timestamp > now + NEWEST_MS);
    store.put(groupOf(input), nameOf(input, 'logStreamName'), events.slice(tooOld, tooNew === -1 ? undefined : tooNew));
    const rejected = {
      ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
      ...(tooNew !== -1 && { tooNewLogEventStartIndex: tooNew }),
    };
    return { nextSequenceToken: '0', ...(Object.keys(rejected).length > 0 && { rejectedLogEventsInfo: rejected }) };
  },

  FilterLogEvents(input, store) {
    const { startTime, endTime, logStreamNames, logStreamNamePrefix: prefix } = input;
    if (Array.isArray(logStreamNames) && typeof prefix === 'string') {
      throw invalid('logStreamNames and logStreamNamePrefix cannot both be specified');
    }
    const matches = parseLogPattern(String(input['filterPattern'] ?? ''));
    const limit = limitOf(input, FILTER_PAGE);
    // The token holds the last id, so a page goes on where the one before ended, whatever came or went since.
    const after = input['nextToken'] === undefined ? undefined : positionOf(String(input['nextToken']));
    const found = store
      .events(groupOf(input))
      .filter(({ timestamp }) => timestamp >= Number(startTime ?? 0))
      .filter(({ timestamp }) => timestamp <= Number(endTime ?? Number.POSITIVE_INFINITY))
      .filter(({ stream }) => !Array.isArray(logStreamNames) || logStreamNames.includes(stream))
      .filter(({ stream }) => typeof prefix !== 'string' || stream.startsWith(prefix))
      .filter((event) => after === undefined || isAfter(event, after))
      .filter(({ message }) => matches(message));
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      events: page.map(({ id, stream, timestamp, ingestedAt, message }) => ({
        eventId: id,
        logStreamName: stream,
        timestamp,
        ingestionTime: ingestedAt,
        message,
      })),
      searchedLogStreams: [],
      ...(last !== undefined && found.length > limit && { nextToken: `${last.timestamp}/${last.id}` }),
    };
  },

  DescribeLogStreams(input, store) {
    const prefix = String(input['logStreamNamePrefix'] ?? '');
    const byTime = input['orderBy'] === 'LastEventTime';
    if (byTime && prefix !== '') throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
    const group = groupOf(input);
    const events = store.events(group);
    const streams = [...store.streams(group)]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, creationTime]) => {
        const own = events.filter(({ stream }) => stream === name);
        const [first, last] = [own[0], own.at(-1)];
        return {
          logStreamName: name,
          creationTime,
          ...(first && { firstEventTimestamp: first.timestamp }),
          ...(last && { lastEventTimestamp: last.timestamp, lastIngestionTime: last.ingestedAt }),
        };
      })
      .sort((a, b) => (byTime ? (a.lastEventTimestamp ?? 0) - (b.lastEventTimestamp ?? 0) : 0));
    if (input['descending'] === true) streams.reverse();
    const start = Number(input['nextToken'] ?? 0);
    const end = start + limitOf(input, STREAM_PAGE);
    return { logStreams: streams.slice(start, end), ...(end < streams.length && { nextToken: String(end) }) };
  },
};

function eventsOf(input: Input): { timestamp: number; message: string }[] {
  const events = (input['logEvents'] ?? []) as { timestamp: number; message: string }[];
  if (events.length === 0 || events.length > BATCH_EVENTS) {
    throw invalid(`1 to ${BATCH_EVENTS} log events are expected`);
  }
  if (events.some(({ timestamp, message }) => !Number.isInteger(timestamp) || !message)) {
    throw invalid('Each log event needs a timestamp and a message');
  }
  const size = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + EVENT_OVERHEAD, 0);
  if (size > BATCH_BYTES) {
    throw invalid(`Upload too large: ${size} bytes exceeds limit of ${BATCH_BYTES}`);
  }
  if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? 0))) {
    throw invalid('Log events in a single PutLogEvents request must be in chronological order.');
  }
  if ((events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0) > DAY_MS) {
    throw invalid('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.');
  }
  return events;
}

/** A group by name, or by ARN. */
function groupOf(input: Input): string {
  const { logGroupName: name, logGroupIdentifier: identifier } = input;
  if ((name === undefined) === (identifier === undefined)) {
    throw invalid('Exactly one of logGroupName and logGroupIdentifier must be specified');
  }
  const text = String(name ?? identifier);
  return text.startsWith('arn:') ? text.split(':').slice(6).join(':').replace(/:\*$/, '') : text;
}

function nameOf(input: Input, member: string): string {
  const name = input[member];
  if (typeof name !== 'string' || !/^[^:*]{1,512}$/.test(name)) {
    throw invalid(`Value at '${member}' failed to satisfy constraint: 1 to 512 characters without ":" and "*"`);
  }
  return name;
}

function limitOf(input: Input, most: number): number {
  const limit = input['limit'] ?? most;
  if (!Number.isInteger(limit) || Number(limit) < 1 || Number(limit) > most) {
    throw invalid(`Value at 'limit' failed to satisfy constraint: 1 to ${most}`);
  }
  return Number(limit);
}

interface Position {
  readonly timestamp: number;
  readonly id: string;
}

function positionOf(token: string): Position {
  const [, timestamp, id] = /^(\d{1,16})\/(\d{56})$/.exec(token) ?? [];
  if (id === undefined) throw invalid('The specified nextToken is invalid.');
  return { timestamp: Number(timestamp), id };
}

function isAfter(event: Position, position: Position): boolean {
  return event.timestamp > position.timestamp || (event.timestamp === position.timestamp && event.id > position.id);
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', message);
}
