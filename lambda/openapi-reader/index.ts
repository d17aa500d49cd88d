import { readFileSync } from 'node:fs';
import { readOpenApi } from '../adapters/openapi-parser';
import type { OpenApiSource } from '../contract/openapi-import';

/** Standard input. */
const INPUT = 0;

/**
 * A program of its own, since references are resolved asynchronously and a construct must have its routes at once:
 * what to read comes in as JSON, the report goes out as JSON.
 */
async function answer(): Promise<void> {
  const source = JSON.parse(readFileSync(INPUT, 'utf8')) as OpenApiSource;
  process.stdout.write(JSON.stringify(await readOpenApi(source)));
}

void answer();
