import fs from 'node:fs';
import { StandardOutputAuditSink } from '../../lambda/adapters/audit-sink';
import type { AuditRecord } from '../../lambda/contract/audit-record';

const RECORD = {} as AuditRecord;

afterEach(() => jest.restoreAllMocks());

/** Stands in for the descriptor: takes `sizes` bytes a call, or fails. */
function takeBytes(...steps: (number | string)[]): string[] {
  const written: string[] = [];
  jest.spyOn(fs, 'writeSync').mockImplementation(((descriptor: number, chunk: Buffer) => {
    const step = steps.shift() ?? chunk.length;
    if (typeof step === 'string') {
      throw Object.assign(new Error(step), { code: step });
    }
    written.push(`${descriptor}:${chunk.subarray(0, step).toString()}`);
    return step;
  }) as typeof fs.writeSync);
  return written;
}

test('L1 a record is one line, and has left when the call returns', () => {
  const written = takeBytes();

  new StandardOutputAuditSink().write(RECORD, '{"a":1}');

  expect(written).toEqual(['1:{"a":1}\n']);
});

test('a full pipe is waited for, a short write is continued', () => {
  const written = takeBytes('EAGAIN', 3, 'EAGAIN', 5);

  new StandardOutputAuditSink().write(RECORD, '{"a":1}');

  expect(written).toEqual(['1:{"a', '1:":1}\n']);
});

test('a closed pipe is an exception', () => {
  takeBytes('EPIPE');

  expect(() => new StandardOutputAuditSink().write(RECORD, '{}')).toThrow('EPIPE');
});
