import type { UpstreamBase } from '../contract/upstream-url';
import { encodePairs } from './canonical-query';
import type { CanonicalRequest } from './canonical-request';

/**
 * The URL of one upstream call: base, then the path below the API, then exactly the pairs that were decided on, then
 * the credential's own pair where it has one.
 *
 * @throws Error where the URL that came out is not the one that went in: what was decided on is then not what would
 * be sent.
 */
export function upstreamTarget(
  base: UpstreamBase,
  request: Pick<CanonicalRequest, 'path' | 'query'>,
  credential: readonly (readonly [string, string])[],
): URL {
  const path = `${base.path}${request.path}` || '/';
  const query = [request.query, encodePairs(credential)].filter((part) => part !== '').join('&');
  const search = query === '' ? '' : `?${query}`;
  const url = new URL(`${base.origin}${path}${search}`);
  if (url.origin !== base.origin || url.pathname !== path || url.search !== search || url.hash !== '') {
    throw new Error('The upstream URL is not what was decided on.');
  }
  return url;
}
