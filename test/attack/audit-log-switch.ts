import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ChangeableTemplate } from '../support/changed-assembly';

/**
 * What can be wrong with standard output: nobody reads (`closed`), no space (`full`), a write that does not return
 * (`hang`), a pipe that never has room (`behind`), one that takes a byte at a time (`drip`).
 */
export type AuditFault = 'closed' | 'full' | 'hang' | 'behind' | 'drip';
export type WritingFunction = 'authorizer' | 'forwarder';

/** A variable that only this function has. */
const MARKS: Readonly<Record<WritingFunction, string>> = {
  authorizer: 'GATEHOUSE_FRESHNESS_MS',
  forwarder: 'GATEHOUSE_UPSTREAM_URL',
};

/** Runs before the bundle: the descriptor fails as the file says. */
const PRELUDE = (file: string): string => `{
  const fs = require('node:fs');
  const { writeSync, readFileSync, appendFileSync } = fs;
  const failing = (code) => Object.assign(new Error(code + ': write'), { code });
  fs.writeSync = (descriptor, bytes, ...rest) => {
    const fault = descriptor === 1 ? readFileSync(${JSON.stringify(file)}, 'utf8') : '';
    if (fault === '') return writeSync(descriptor, bytes, ...rest);
    appendFileSync(${JSON.stringify(`${file}.met`)}, '.');
    switch (fault) {
      case 'closed': throw failing('EPIPE');
      case 'full': throw failing('ENOSPC');
      case 'behind': throw failing('EAGAIN');
      case 'drip': return writeSync(descriptor, bytes.subarray(0, 1));
      default: Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }
  };
}
`;

/** Standard output of a gateway's functions, with faults to be switched on: the functions' code is the shipped one. */
export class AuditLogSwitch {
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-audit-'));
  /** Seconds after which Lambda ends each function, as the template has it. */
  readonly timeouts: Partial<Record<WritingFunction, number>> = {};

  /**
   * @param assembly which is changed.
   * @param timeoutSeconds in place of the functions' own.
   */
  install(assembly: string, timeoutSeconds: number): void {
    this.heal();
    const file = path.join(assembly, String(readdirSync(assembly).find((name) => name.endsWith('.template.json'))));
    const template = JSON.parse(readFileSync(file, 'utf8')) as ChangeableTemplate;
    for (const { Type: type, Properties: properties } of Object.values(template.Resources)) {
      const { Variables: variables = {} } = (properties?.['Environment'] ?? {}) as { Variables?: object };
      const name = (['authorizer', 'forwarder'] as const).find((one) => MARKS[one] in variables);
      if (type === 'AWS::Lambda::Function' && name !== undefined) {
        this.timeouts[name] = Number(properties['Timeout']);
        properties['Timeout'] = timeoutSeconds;
        const key = String((properties['Code'] as { S3Key?: string }).S3Key).replace('.zip', '');
        const code = path.join(assembly, `asset.${key}`, 'index.js');
        writeFileSync(code, PRELUDE(this.#file(name)) + readFileSync(code, 'utf8'));
      }
    }
    writeFileSync(file, JSON.stringify(template));
  }

  inject(name: WritingFunction, fault: AuditFault): void {
    writeFileSync(this.#file(name), fault);
    writeFileSync(`${this.#file(name)}.met`, '');
  }

  heal(): void {
    for (const name of ['authorizer', 'forwarder'] as const) {
      writeFileSync(this.#file(name), '');
    }
  }

  /** Writes that met the fault since it was injected. */
  met(name: WritingFunction): number {
    return readFileSync(`${this.#file(name)}.met`).length;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #file(name: WritingFunction): string {
    return path.join(this.#folder, name);
  }
}
