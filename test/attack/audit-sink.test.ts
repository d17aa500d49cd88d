import { spawn } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { type ColdEndpoints, startColdEndpoints } from '../bench/cold-endpoints';
import { requestEvent } from '../bench/bench-events';
import { temporaryDirectory } from '../local/support/temporary-directory';
import { TABLE } from '../support/memory-registry';
import { ROOT } from '../support/sample-assembly';

const CHILD = path.join(__dirname, 'closed-output.cjs');

describe('L1 the audit log cannot be written', () => {
  let endpoints: ColdEndpoints;

  beforeAll(async () => {
    endpoints = await startColdEndpoints();
  });

  afterAll(() => endpoints.stop());

  /** @param output where the function's standard output goes. @returns what it answered, turn by turn. */
  async function answersWith(output: 'closed' | 'full' | 'fine', credential: string): Promise<string[]> {
    const folder = temporaryDirectory();
    const file = path.join(folder, 'event.json');
    writeFileSync(file, JSON.stringify(requestEvent({ Authorization: [`Bearer ${credential}`] })));
    // Every write to this device fails for want of space.
    const device = output === 'full' ? openSync('/dev/full', 'w') : undefined;
    const child = spawn(process.execPath, [CHILD, path.join(ROOT, 'assets', 'authorizer'), file], {
      stdio: ['ignore', device ?? 'pipe', 'inherit', 'pipe'],
      env: {
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'TEST',
        AWS_SECRET_ACCESS_KEY: 'TEST',
        AWS_ENDPOINT_URL: endpoints.aws,
        NODE_EXTRA_CA_CERTS: endpoints.certificate,
        GATEHOUSE_TABLE: TABLE,
        GATEHOUSE_FRESHNESS_MS: '5000',
      },
    });
    if (output === 'closed') {
      child.stdout?.destroy();
    } else {
      child.stdout?.resume();
    }
    let text = '';
    (child.stdio[3] as NodeJS.ReadableStream).on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(child, 'close');
    if (device !== undefined) {
      closeSync(device);
    }
    return text.trim().split('\n');
  }

  test.each([
    ['closed', 'EPIPE'],
    ['full', 'ENOSPC'],
  ] as const)('%s: whoever would pass does not, and neither does anybody else', async (output, code) => {
    for (const credential of [endpoints.proxyToken, endpoints.jwt, `${endpoints.jwt.slice(0, -8)}AAAAAAAA`]) {
      expect(await answersWith(output, credential)).toEqual([code, code]);
    }
  });

  test('the same calls pass where it can be written', async () => {
    expect(await answersWith('fine', endpoints.proxyToken)).toEqual(['Allow', 'Allow']);
    expect(await answersWith('fine', endpoints.jwt)).toEqual(['Allow', 'Allow']);
  });
});
