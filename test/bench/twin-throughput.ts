import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { temporaryDirectory } from '../local/support/temporary-directory';
import { ROOT, removeAssembly, synthesize } from '../support/sample-assembly';
import { startTwinProcess } from '../support/twin-process';
import { type BenchRow, rounded } from './bench-row';
import { median } from './rounds';

const CONNECTIONS = 16;
const WARM_UPS = 10;

/**
 * Requests a second through the twin with every check on, against a proxy that checks nothing.
 *
 * Both stand before one upstream, each in a process of its own, and are asked in turn; the twin runs under this
 * process's Node.js.
 */
export async function twinThroughput(rounds: number, milliseconds: number): Promise<BenchRow[]> {
  const servers = spawn(process.execPath, [path.join(__dirname, 'servers.cjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(servers.stdout), 'line')) as [string];
  const [upstream = '', proxy = ''] = JSON.parse(line) as string[];
  const assembly = synthesize(path.join(ROOT, 'test', 'attack', 'attack-app.ts'));
  const secret = path.join(temporaryDirectory({ secret: 'secret-of-the-upstream' }), 'secret');
  const startedAt = performance.now();
  const twin = await startTwinProcess([
    ...['--assembly', assembly],
    ...['--upstream', `orders=${upstream}`],
    ...['--secret', `orders=${secret}`],
  ]);
  const startSeconds = (performance.now() - startedAt) / 1000;
  try {
    const token = String(twin.description.users.find(({ tenant, id }) => `${tenant}/${id}` === 'acme/shop')?.token);
    const urls = { twin: `${twin.description.url}/orders/orders`, proxy: `${proxy}/v1/orders` };
    const rates: Record<keyof typeof urls, number[]> = { twin: [], proxy: [] };
    await warmUp(urls.twin, token, milliseconds);
    for (let round = 0; round < rounds; round += 1) {
      for (const name of ['twin', 'proxy'] as const) {
        rates[name].push(await load(urls[name], token, milliseconds));
      }
    }
    return [
      {
        what: 'twin, requests a second with every check on',
        value: rounded(median(rates.twin) / median(rates.proxy)),
        micros: Math.round(1e6 / median(rates.twin)),
        unit: 'x',
        baseline: 'bare node:http proxy',
        goal: 0.85,
        atLeast: true,
      },
      { what: 'twin, start after synth', value: rounded(startSeconds), unit: 's', baseline: 'none', goal: 2 },
    ];
  } finally {
    await twin.stop();
    servers.stdin.end();
    removeAssembly(assembly);
  }
}

/** Until every execution environment that the load asks for has started. */
async function warmUp(url: string, token: string, milliseconds: number): Promise<void> {
  for (let attempt = 0; attempt < WARM_UPS; attempt += 1) {
    const good = await load(url, token, milliseconds).catch(() => 0);
    if (good > 0) {
      return;
    }
  }
}

/** @returns good answers a second. @throws Error where there is any other. */
async function load(url: string, token: string, milliseconds: number): Promise<number> {
  const program = path.join(__dirname, 'load.cjs');
  const { stdout } = await promisify(execFile)(process.execPath, [
    program,
    url,
    token,
    String(CONNECTIONS),
    String(milliseconds),
  ]);
  const { answered, fine } = JSON.parse(stdout) as { answered: number; fine: number };
  if (answered === 0 || fine < answered) {
    throw new Error(`${url}: ${answered - fine} of ${answered} answers were not 200.`);
  }
  return (fine * 1000) / milliseconds;
}
