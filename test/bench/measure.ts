/** What {@link ../bench/run.ts} runs under each Node.js: measures, and prints the rows as one line of JSON. */
import type { BenchRow } from './bench-row';
import { warmDecisions } from './warm-decisions';
import { warmForwarder } from './warm-forwarder';

const quick = process.argv.includes('--quick');

const SIZES = [
  { policies: 10, tenants: 1 },
  { policies: 1_000, tenants: 10 },
  { policies: 10_000, tenants: 1_000 },
  ...(quick ? [] : [{ policies: 100_000, tenants: 10_000 }]),
];

const OPTIONS = quick ? { rounds: 5, batchMs: 20 } : { rounds: 15, batchMs: 60 };

async function measure(): Promise<BenchRow[]> {
  return [...(await warmDecisions(OPTIONS, SIZES)), ...(await warmForwarder(OPTIONS))];
}

measure().then(
  (rows) => process.stdout.write(`${JSON.stringify(rows)}\n`),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
