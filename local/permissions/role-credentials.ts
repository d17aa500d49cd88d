import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Credentials of a role's session, as Lambda puts them into a function's environment. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What AWS's temporary access keys start with. */
const TEMPORARY = 'ASIA';

/** New ones at every call. Signatures are not verified, so only the access key is worth anything. */
export function newRoleCredentials(): RoleCredentials {
  const accessKeyId = `${TEMPORARY}${randomBytes(8).toString('hex').toUpperCase()}`;
  return { accessKeyId, secretAccessKey: 'TWIN', sessionToken: 'TWIN' };
}

export function isTemporary(accessKeyId: string): boolean {
  return accessKeyId.startsWith(TEMPORARY);
}

/** @returns the access key that a request is signed with; `undefined` where it is not signed. */
export function accessKeyOf(request: IncomingMessage): string | undefined {
  return /^AWS4-HMAC-SHA256 +Credential=([^/,\s]+)\//.exec(request.headers.authorization ?? '')?.[1];
}
