import type { Clock } from '../gateway/model';
import { ServiceError } from './service-error';

export interface LogEvent {
  readonly id: string;
  readonly stream: string;
  /** Epoch milliseconds: when it happened, and when it came. */
  readonly timestamp: number;
  readonly ingestedAt: number;
  readonly message: string;
}

interface LogGroup {
  /** Creation time by stream. */
  readonly streams: Map<string, number>;
  events: LogEvent[];
  bytes: number;
}

/** Stream of what functions and the gateway write: on AWS there are many, and their names say nothing. */
export const OWN_STREAM = 'twin';
/** What one group holds in memory, in characters; the oldest events go first. */
export const GROUP_LIMIT = 32 * 1024 * 1024;
/** Digits of an event id, so that ids sort as events came. */
const ID_LENGTH = 56;

/** Log groups in memory. They end with the twin. */
export class LogStore {
  private readonly groups = new Map<string, LogGroup>();
  private sequence = 0;

  constructor(
    private readonly clock: Clock,
    private readonly limit = GROUP_LIMIT,
  ) {}

  addGroup(name: string): void {
    if (!this.groups.has(name)) this.groups.set(name, { streams: new Map(), events: [], bytes: 0 });
  }

  /** A line that a function or the gateway wrote, now. */
  write(groupName: string, message: string): void {
    this.addGroup(groupName);
    const group = this.group(groupName);
    const now = this.clock.now();
    if (!group.streams.has(OWN_STREAM)) group.streams.set(OWN_STREAM, now);
    this.keep(group, OWN_STREAM, now, message);
  }

  createStream(groupName: string, stream: string): void {
    const { streams } = this.group(groupName);
    if (streams.has(stream)) {
      throw new ServiceError('ResourceAlreadyExistsException', 'The specified log stream already exists');
    }
    streams.set(stream, this.clock.now());
  }

  put(groupName: string, stream: string, events: readonly { timestamp: number; message: string }[]): void {
    const group = this.group(groupName);
    if (!group.streams.has(stream)) {
      throw new ServiceError('ResourceNotFoundException', 'The specified log stream does not exist.');
    }
    for (const { timestamp, message } of events) this.keep(group, stream, timestamp, message);
  }

  /** By time, and at one time as they came. */
  events(groupName: string): readonly LogEvent[] {
    return [...this.group(groupName).events].sort((a, b) => a.timestamp - b.timestamp || (a.id < b.id ? -1 : 1));
  }

  /** Creation time by stream, in the order of names. */
  streams(groupName: string): ReadonlyMap<string, number> {
    return new Map([...this.group(groupName).streams].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  private keep(group: LogGroup, stream: string, timestamp: number, message: string): void {
    this.sequence += 1;
    const id = String(this.sequence).padStart(ID_LENGTH, '0');
    group.events.push({ id, stream, timestamp, ingestedAt: this.clock.now(), message });
    group.bytes += message.length;
    if (group.bytes <= this.limit) return;
    // A tenth more than needed, so that it is not done at every event from here on.
    let gone = 0;
    while (group.bytes > this.limit * 0.9) group.bytes -= (group.events[gone++] as LogEvent).message.length;
    group.events = group.events.slice(gone);
  }

  private group(name: string): LogGroup {
    const group = this.groups.get(name);
    if (group !== undefined) return group;
    throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
  }
}
