import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { lambdaNodeFolder, pythonPrograms } from './installed-tools';

/** How long a start may take; it takes 6–8 s on two cores. */
const START_LIMIT = 90_000;

/** A running MiniStack: an AWS implementation that is not ours. */
export interface MiniStack {
  /** `http://127.0.0.1:PORT`, every service behind it. */
  readonly endpoint: string;
  /** What the CDK command line and the AWS SDK need to reach it, and nothing else. */
  readonly environment: Readonly<Record<string, string>>;
  /** What it printed so far. */
  output(): string;
  stop(): Promise<void>;
}

/**
 * Installs and starts MiniStack on a free port of the loopback interface.
 *
 * Functions run in it on Node as AWS Lambda has it, whatever Node runs the tests.
 *
 * @param environment added to its own environment, and so to its functions'.
 * @throws Error with its output where it does not become ready.
 */
export async function startMiniStack(environment: Readonly<Record<string, string>> = {}): Promise<MiniStack> {
  const programs = pythonPrograms('ministack');
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-ministack-'));
  const child = spawn(path.join(programs, 'ministack'), [], {
    cwd: folder,
    env: {
      HOME: folder,
      TMPDIR: folder,
      PATH: [lambdaNodeFolder(), process.env['PATH'] ?? ''].join(path.delimiter),
      // Its defaults listen on every interface, and on an MQTT port.
      BIND_HOST: '127.0.0.1',
      IOT_MTLS_ENABLED: '0',
      LAMBDA_EXECUTOR: 'local',
      GATEWAY_PORT: String(port),
      ...environment,
    },
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + START_LIMIT;
  while (!(await answers(endpoint))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`MiniStack did not become ready:\n${printed}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return {
    endpoint,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
    },
    output: () => printed,
    stop,
  };
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/_ministack/health`)).ok;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
