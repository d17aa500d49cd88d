import { randomBytes, randomUUID } from 'node:crypto';
import type { HeaderList } from './header-list';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TRACE_ROOT = /(?:^|;)Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/;

/** Stands where a client sent an `x-amzn-RequestId` that is no UUID. */
export const REPLACED_REQUEST_ID = 'UUID_REPLACED_INVALID_REQUEST_ID';

/** The client may choose this one, so nothing may rely on its being unique. */
export function requestIdOf(headers: HeaderList): string {
  const chosen = headers.last('x-amzn-RequestId');
  if (chosen === undefined) return randomUUID();
  return UUID.test(chosen) ? chosen : REPLACED_REQUEST_ID;
}

/** API Gateway's own id, 16 characters of Base64 like `ATfSdF7nPHcErRA=`. */
export function newExtendedRequestId(): string {
  return randomBytes(11).toString('base64');
}

/** @returns `Root=1-{seconds, hex}-{24 hex}`, with the client's root where it sent one. */
export function traceIdOf(headers: HeaderList, arrivedAt: number): string {
  const root = TRACE_ROOT.exec(headers.last('X-Amzn-Trace-Id') ?? '')?.[1];
  const seconds = Math.floor(arrivedAt / 1000);
  return `Root=${root ?? `1-${seconds.toString(16).padStart(8, '0')}-${randomBytes(12).toString('hex')}`}`;
}
