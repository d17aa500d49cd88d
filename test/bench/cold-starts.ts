import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DECLARATIONS } from '../support/authorizer-rig';
import { TABLE } from '../support/memory-registry';
import { ROOT } from '../support/sample-assembly';
import { type BenchRow, rounded } from './bench-row';
import { forwardEvent, requestEvent } from './bench-events';
import { type ColdEndpoints, startColdEndpoints } from './cold-endpoints';
import { median } from './rounds';

interface ColdCase {
  readonly name: string;
  readonly folder: string;
  readonly event: unknown;
  /** Largest multiple of an empty function. */
  readonly goal?: number;
}

const CHILD = path.join(__dirname, 'cold-function.cjs');
const EMPTY = 'an empty function';

/**
 * Starts the shipped bundles in fresh processes, up to their first answer.
 *
 * @param node program that runs them.
 */
export async function coldStarts(node: string, rounds: number): Promise<BenchRow[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-cold-'));
  const endpoints = await startColdEndpoints();
  try {
    const cases = prepareCases(folder, endpoints);
    const samples = cases.map(() => ({ wall: [] as number[], processor: [] as number[] }));
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, one] of cases.entries()) {
        const start = await startOnce(node, folder, one, endpoints);
        samples[index]?.wall.push(start.wallMs);
        samples[index]?.processor.push(start.cpuMs);
      }
    }
    const [base, ...starts] = samples.map(({ wall, processor }) => ({
      wall: median(wall),
      processor: median(processor),
    }));
    return starts.flatMap(({ wall, processor }, index): BenchRow[] => {
      const { name, goal } = cases[index + 1] as ColdCase;
      const row = { unit: 'x', baseline: EMPTY };
      return [
        {
          ...row,
          what: `cold start, ${name}`,
          value: rounded(wall / (base?.wall as number)),
          micros: Math.round(wall * 1_000),
          ...(goal === undefined ? {} : { goal }),
        },
        // Told too, since it does not depend on what else the machine does.
        {
          ...row,
          what: `cold start, ${name}, processor time`,
          value: rounded(processor / (base?.processor as number)),
          micros: Math.round(processor * 1_000),
        },
      ];
    });
  } finally {
    endpoints.stop();
    rmSync(folder, { recursive: true });
  }
}

function prepareCases(folder: string, endpoints: ColdEndpoints): ColdCase[] {
  const empty = path.join(folder, 'empty');
  cpSync(path.join(ROOT, 'assets', 'forwarder'), path.join(folder, 'forwarder'), { recursive: true });
  const [api] = DECLARATIONS.apis;
  writeFileSync(
    path.join(folder, 'forwarder', 'api-document.json'),
    JSON.stringify({
      ...api,
      upstream: { insecure: true, timeoutMs: 5_000 },
      credential: { kind: 'bearer' },
    }),
  );
  cpSync(path.join(__dirname, 'empty-function.cjs'), path.join(empty, 'index.js'));
  const authorizer = path.join(ROOT, 'assets', 'authorizer');
  return [
    { name: 'empty', folder: empty, event: {} },
    {
      name: 'authorizer, proxy token',
      folder: authorizer,
      event: requestEvent({ Authorization: [`Bearer ${endpoints.proxyToken}`] }),
      goal: 2.3,
    },
    {
      name: 'authorizer, JWT',
      folder: authorizer,
      event: requestEvent({ Authorization: [`Bearer ${endpoints.jwt}`] }),
    },
    { name: 'forwarder', folder: path.join(folder, 'forwarder'), event: forwardEvent(), goal: 1.4 },
  ];
}

/** @returns milliseconds until the process has ended, and of them on a processor until the answer was there. */
function startOnce(
  node: string,
  folder: string,
  one: ColdCase,
  endpoints: ColdEndpoints,
): Promise<{ readonly wallMs: number; readonly cpuMs: number }> {
  const eventFile = path.join(folder, 'event.json');
  writeFileSync(eventFile, JSON.stringify(one.event));
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(node, [CHILD, one.folder, eventFile], {
      env: environmentOf(endpoints),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let text = '';
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.once('close', (code) => {
      const wallMs = performance.now() - startedAt;
      const cpuMs = Number(/"cpuMs":([\d.]+)/.exec(text)?.[1]);
      if (code === 0 && !/"Deny"|"statusCode":[45]/.test(text)) {
        resolve({ wallMs, cpuMs });
      } else {
        reject(new Error(`The cold ${one.name} ended with ${code}: ${text}`));
      }
    });
  });
}

function environmentOf(endpoints: ColdEndpoints): NodeJS.ProcessEnv {
  return {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'BENCH',
    AWS_SECRET_ACCESS_KEY: 'BENCH',
    AWS_SESSION_TOKEN: 'BENCH',
    AWS_ENDPOINT_URL: endpoints.aws,
    AWS_LAMBDA_FUNCTION_NAME: 'bench',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    NODE_EXTRA_CA_CERTS: endpoints.certificate,
    GATEHOUSE_TABLE: TABLE,
    GATEHOUSE_FRESHNESS_MS: '5000',
    GATEHOUSE_UPSTREAM_URL: endpoints.upstream,
    GATEHOUSE_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:upstream',
  };
}
