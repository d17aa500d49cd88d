// As a module, not as a destructured function: whoever runs the code elsewhere replaces its properties.
import fs from 'node:fs';
import type { AuditRecord } from '../contract/audit-record';
import type { AuditSink } from '../domain/ports';

const STANDARD_OUTPUT = 1;

/** Writes records to standard output, one a line, and returns when the last byte has left the process. */
export class StandardOutputAuditSink implements AuditSink {
  public write(_record: AuditRecord, line: string): void {
    let rest = Buffer.from(`${line}\n`);
    while (rest.length > 0) {
      try {
        rest = rest.subarray(fs.writeSync(STANDARD_OUTPUT, rest));
      } catch (error) {
        // The reader of the pipe is behind: the record waits for it.
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
          throw error;
        }
      }
    }
  }
}
