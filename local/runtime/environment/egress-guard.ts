import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { type EgressMap, redirect } from '../egress-map';
import { redirectRequest, urlOf } from './request-options';

/** A connection that the twin does not make; looks like a name that does not resolve. */
class EgressError extends Error {
  readonly code = 'ENOTFOUND';
  readonly errno = -3008;
  readonly syscall = 'connect';

  constructor(readonly hostname: string) {
    super(
      `connect ENOTFOUND ${hostname}: the twin makes no calls to the outside. Map this origin to a server on this machine, or to itself, in the twin's egress`,
    );
  }
}

/**
 * Stands between the function and the network: mapped origins are redirected, loopback passes, the rest is refused.
 *
 * Requests of `node:http`, `node:https` and `fetch` are redirected; every other client is only held back.
 */
export class EgressGuard {
  private map: EgressMap;

  constructor(map: EgressMap) {
    this.map = map;
  }

  update(map: EgressMap): void {
    this.map = map;
  }

  install(): void {
    const original = { http: http.request, https: https.request };
    this.patch(http, 'http:', original);
    this.patch(https, 'https:', original);
    this.patchFetch();
    this.patchSockets();
    this.patchNames();
  }

  private patch(
    module: typeof http | typeof https,
    protocol: 'http:' | 'https:',
    original: { readonly http: typeof http.request; readonly https: typeof https.request },
  ): void {
    const request = (...given: unknown[]) => {
      const { url, options, callback } = urlOf(given, protocol);
      const target = url && redirect(this.map, url);
      const plain = (protocol === 'http:' ? original.http : original.https) as (
        ...all: unknown[]
      ) => http.ClientRequest;
      if (url === undefined || target === undefined) return plain(...given);
      const send = (target.protocol === 'http:' ? original.http : original.https) as typeof plain;
      return send(redirectRequest(options, url, target), callback);
    };
    const get = (...given: unknown[]) => {
      const sent = request(...given);
      sent.end();
      return sent;
    };
    Object.assign(module, { request, get });
  }

  private patchFetch(): void {
    const fetch = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      const url = new URL(request.url);
      const target = redirect(this.map, url);
      if (target === undefined) return fetch(request);
      const headers = new Headers(request.headers);
      headers.set('host', url.host);
      return fetch(new Request(target, { ...init, ...bodyOf(request), method: request.method, headers }));
    };
  }

  private patchSockets(): void {
    const connect = net.Socket.prototype.connect as (...given: unknown[]) => net.Socket;
    const allows = (host: string) => this.allows(host);
    net.Socket.prototype.connect = function (this: net.Socket, ...given: unknown[]) {
      const host = destinationOf(given);
      if (host === undefined || allows(host)) return connect.apply(this, given);
      process.nextTick(() => this.destroy(new EgressError(host)));
      return this;
    } as typeof net.Socket.prototype.connect;
  }

  /** A name server is outside too. */
  private patchNames(): void {
    const lookup = dns.lookup as (...given: unknown[]) => void;
    const promised = dns.promises.lookup as (...given: unknown[]) => Promise<unknown>;
    dns.lookup = ((hostname: string, ...rest: unknown[]) => {
      if (this.allows(hostname)) return lookup(hostname, ...rest);
      const callback = rest.at(-1) as (error: Error) => void;
      return process.nextTick(() => callback(new EgressError(hostname)));
    }) as typeof dns.lookup;
    dns.promises.lookup = (async (hostname: string, ...rest: unknown[]) => {
      if (this.allows(hostname)) return promised(hostname, ...rest);
      throw new EgressError(hostname);
    }) as typeof dns.promises.lookup;
  }

  private allows(host: string): boolean {
    if (isLoopback(host)) return true;
    return Object.values(this.map).some((target) => new URL(target).hostname.replace(/^\[|\]$/g, '') === host);
  }
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    /^127(\.\d{1,3}){3}$/.test(host) ||
    host === '::1' ||
    host === ''
  );
}

/** @returns the host to connect to; `undefined` for a local pipe. */
function destinationOf(given: readonly unknown[]): string | undefined {
  // Node passes on its own normalized form, a list of options and callback.
  const [first, second] = Array.isArray(given[0]) ? (given[0] as unknown[]) : given;
  if (typeof first === 'object' && first !== null) {
    const { path, host, port } = first as { path?: unknown; host?: unknown; port?: unknown };
    if (path !== undefined && path !== null && port === undefined) return undefined;
    return typeof host === 'string' ? host : 'localhost';
  }
  if (typeof first === 'string' && Number.isNaN(Number(first))) return undefined;
  return typeof second === 'string' ? second : 'localhost';
}

function bodyOf(request: Request): RequestInit {
  return request.body === null ? {} : ({ body: request.body, duplex: 'half' } as RequestInit);
}
