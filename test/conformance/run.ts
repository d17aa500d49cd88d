/**
 * The conformance cases against a gateway of yours:
 *
 *   npm run conformance -- --twin FILE                       what `gatehouse twin --json FILE` wrote
 *   npm run conformance -- --url URL --token NAME=TOKEN …    a deployed sample; NAME as in the cases, `acme/shop`
 *
 * A case is left out, and said to be, where its caller has no token here.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { GatewayDescription } from '../../cli/gateway-description';
import { checkCase, type ConformanceTarget } from './check-case';
import type { Caller } from './conformance-case';
import { CONFORMANCE_CASES } from './conformance-cases';
import { twinTokens } from './twin-tokens';

async function target(): Promise<ConformanceTarget> {
  const { values } = parseArgs({
    options: {
      twin: { type: 'string' },
      url: { type: 'string' },
      token: { type: 'string', multiple: true },
      echo: { type: 'boolean', default: false },
    },
  });
  if (values.twin !== undefined) {
    const twin = JSON.parse(readFileSync(values.twin, 'utf8')) as GatewayDescription;
    return { url: twin.url, tokens: await twinTokens(twin), upstreamEchoes: true };
  }
  if (values.url === undefined) {
    throw new Error('Neither --twin FILE nor --url URL was given; give one of them.');
  }
  const tokens = Object.fromEntries(
    (values.token ?? []).map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) {
        throw new Error('A --token is not of the form NAME=TOKEN, for example acme/shop=gth_….');
      }
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
  return { url: values.url.replace(/\/$/, ''), tokens, upstreamEchoes: values.echo };
}

async function main(): Promise<void> {
  const gateway = await target();
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const conformanceCase of CONFORMANCE_CASES) {
    const caller: Caller = conformanceCase.caller;
    if (caller !== 'nobody' && gateway.tokens[caller] === undefined) {
      counts.skipped += 1;
      process.stdout.write(`left out (no token of ${caller}): ${conformanceCase.name}\n`);
      continue;
    }
    const differences = await checkCase(gateway, conformanceCase);
    counts[differences.length === 0 ? 'passed' : 'failed'] += 1;
    process.stdout.write(`${differences.length === 0 ? 'ok    ' : 'FAILED'} ${conformanceCase.name}\n`);
    for (const difference of differences) {
      process.stdout.write(`         ${difference}\n`);
    }
  }
  process.stdout.write(`conformance: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
