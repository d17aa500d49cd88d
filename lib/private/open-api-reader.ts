import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { OpenApiReadReport, OpenApiSource } from '../../lambda/contract/openapi-import';
import { bundlePath } from './bundled-function';

/** What a reader may print, in bytes: routes and notices, never schemas. */
const OUTPUT_LIMIT = 64 * 1024 * 1024;
/** Documents of some ten megabytes take seconds. */
const TIMEOUT_MS = 120_000;

/**
 * Reads an OpenAPI document with the reader that travels in a bundle of its own, as a program: it resolves references
 * asynchronously, and a constructor cannot wait.
 */
export function readOpenApi(source: OpenApiSource): OpenApiReadReport {
  const program = path.join(bundlePath('openapi-reader'), 'index.js');
  const output = execFileSync(process.execPath, [program], {
    input: JSON.stringify(source),
    encoding: 'utf8',
    maxBuffer: OUTPUT_LIMIT,
    timeout: TIMEOUT_MS,
  });
  return JSON.parse(output) as OpenApiReadReport;
}
