import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { systemClock } from '../../lambda/adapters/system-clock';
import { NodeUpstreamClient } from '../../lambda/adapters/upstream-client';
import { AuditTrail } from '../../lambda/domain/audit-trail';
import { composeForwarder } from '../../lambda/forwarder/compose-forwarder';
import { inputOfEvent, resultOfAnswer } from '../../lambda/forwarder/forward-event';
import { DECLARATIONS } from '../support/authorizer-rig';
import { forwardEvent } from './bench-events';
import { type BenchRow, rounded } from './bench-row';
import { measureRounds, type RoundOptions } from './rounds';

/** In a process of its own, so that its time is not ours. */
const UPSTREAM = `
const body = Buffer.alloc(1024, 'x');
const server = require('node:http').createServer((_, response) => response.end(body));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit(0)).resume();`;
const BARE = 'bare node:http, keep-alive';

/** What forwarding costs in an execution environment that is warm, beside a client that checks and writes nothing. */
export async function warmForwarder(options: RoundOptions): Promise<BenchRow[]> {
  const upstream = spawn(process.execPath, ['-e', UPSTREAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [chunk] = (await once(upstream.stdout, 'data')) as [Buffer];
  const port = Number(chunk.toString());
  const client = new NodeUpstreamClient(systemClock);
  const [api] = DECLARATIONS.apis;
  const forwarder = composeForwarder(
    { upstreamUrl: `http://127.0.0.1:${port}`, secretArn: undefined },
    { ...api, upstream: { insecure: true, timeoutMs: 5_000 } },
    {
      clock: systemClock,
      secretOf: () => ({ current: async () => 'empty' }),
      upstream: client,
      audit: new AuditTrail({ write: () => undefined }, systemClock, randomUUID()),
    },
    () => true,
  );
  const event = forwardEvent() as APIGatewayProxyEvent;
  const agent = new http.Agent({ keepAlive: true });
  const forward = async (): Promise<void> => {
    const { statusCode, body } = resultOfAnswer(await forwarder.forward(inputOfEvent(event, () => 30_000)));
    if (statusCode !== 200) {
      throw new Error(`The forwarder answers ${statusCode}: ${body}`);
    }
  };
  const times = await measureRounds({ bare: () => get(port, agent), forward }, options);
  agent.destroy();
  client.close();
  upstream.stdin.end();
  return [
    {
      what: 'warm forwarder',
      value: rounded(times.forward / times.bare),
      micros: rounded(times.forward),
      unit: 'x',
      baseline: BARE,
      goal: 1.2,
    },
  ];
}

function get(port: number, agent: http.Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path: '/items/1', agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(void Buffer.concat(chunks)));
      })
      .on('error', reject);
  });
}
