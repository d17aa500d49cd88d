import { DependencyFault } from '../domain/ports';
import { askIssuer, type Transport } from './issuer-request';

/** Largest key set, in bytes. */
export const JWKS_LIMIT_BYTES = 262_144;

/** Fetches the text of an issuer's key set. Throws {@link DependencyFault}. */
export type JwksFetcher = (uri: string) => Promise<Buffer>;

/** Fetches a key set over TLS, bounded in time and size. @param transport the built-in module, or one like it. */
export function jwksFetcher(transport?: Transport): JwksFetcher {
  return async (uri) => {
    const headers = { accept: 'application/json' };
    const question = { what: 'key set', uri, headers, limitBytes: JWKS_LIMIT_BYTES };
    const { status, body } = await askIssuer(question, transport);
    if (status !== 200) {
      throw new DependencyFault('issuer', 'unavailable', `The key set ${uri} was answered with the status ${status}.`);
    }
    return body;
  };
}
