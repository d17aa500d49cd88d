import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { type EchoUpstream, startEchoUpstream } from '../../../local/services/echo-upstream';
import { type Issuer, startIssuer } from '../../../local/services/issuer';
import { makeCertificate } from './certificate';

/** Hosts that the sample names and that exist nowhere. */
const UPSTREAM_HOSTS = ['orders.example.com', 'packages.example.com'];
const ISSUER_HOST = 'login.example.com';

/** What the sample calls, on this machine: both upstreams, and the issuer of its JWTs. */
export interface LoopbackNetwork {
  readonly upstream: EchoUpstream;
  readonly issuer: Issuer;
  /** What a process of Node needs to find them under their declared names, over TLS that it checks. */
  readonly environment: Readonly<Record<string, string>>;
  /** Version of Node by function, as processes with that environment said themselves. */
  runtimes(): ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

/** Starts an echoing upstream and an issuer behind TLS with a certificate for their declared names. */
export async function startLoopbackNetwork(): Promise<LoopbackNetwork> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-network-'));
  const report = path.join(folder, 'runtimes');
  const upstream = await startEchoUpstream();
  const issuer = await startIssuer();
  const { key, cert, file } = makeCertificate(folder, [...UPSTREAM_HOSTS, ISSUER_HOST]);
  const sockets = new Set<net.Socket>();
  const front = tls.createServer({ key, cert }, (incoming) => {
    const served = incoming.servername === ISSUER_HOST ? issuer.url : upstream.url;
    const outgoing = net.connect(Number(new URL(served).port), '127.0.0.1');
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      // Either end may go away first; a reset then says nothing.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const { port } = front.address() as AddressInfo;
  return {
    upstream,
    issuer,
    environment: {
      NODE_OPTIONS: ['redirect-hosts.cjs', 'report-runtime.cjs']
        .map((file) => `--require ${JSON.stringify(path.join(__dirname, file))}`)
        .join(' '),
      GATEHOUSE_RUNTIME_REPORT: report,
      NODE_EXTRA_CA_CERTS: file,
      GATEHOUSE_REDIRECTED_HOSTS: JSON.stringify(
        Object.fromEntries([...UPSTREAM_HOSTS, ISSUER_HOST].map((host) => [host, port])),
      ),
    },
    runtimes: () =>
      new Map(
        (existsSync(report) ? readFileSync(report, 'utf8') : '')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => line.split(' ') as [string, string]),
      ),
    stop: async () => {
      for (const socket of sockets) {
        socket.destroy();
      }
      await new Promise<void>((resolve) => front.close(() => resolve()));
      await upstream.stop();
      await issuer.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
