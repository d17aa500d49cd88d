import { format } from 'node:util';
import type { LogFormat } from '../function-model';

const LEVELS = { trace: 'TRACE', debug: 'DEBUG', info: 'INFO', log: 'INFO', warn: 'WARN', error: 'ERROR' } as const;

/** Writes `console` calls as the Lambda runtime does; what is written to the descriptors stays as it is. */
export function formatConsole(logFormat: LogFormat, currentRequest: () => string | undefined): void {
  for (const [method, level] of Object.entries(LEVELS)) {
    const write = (...given: unknown[]) => {
      const timestamp = new Date().toISOString();
      const message = format(...given);
      const requestId = currentRequest();
      const line =
        logFormat === 'JSON'
          ? JSON.stringify({ timestamp, level, requestId, message })
          : // One call is one event, however many lines it has.
            `${timestamp}\t${requestId}\t${level}\t${message.replaceAll('\n', '\r')}`;
      process.stdout.write(`${line}\n`);
    };
    Object.assign(console, { [method]: write });
  }
}
