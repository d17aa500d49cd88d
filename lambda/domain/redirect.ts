import { isPublicHostName, type UpstreamBase } from '../contract/upstream-url';
import { isHeaderValue } from './header-name';

/** Where a `Location` leads: `refuse` names something inside. */
export type Redirect = { readonly kind: 'keep' | 'rewrite'; readonly location: string } | { readonly kind: 'refuse' };

/**
 * Judges an upstream's `Location`. Below the upstream's base it becomes the proxy's own path; to another public host
 * it stays; anything else would show the client an address that is not its to know.
 *
 * @param requested URL that the upstream was asked for.
 * @param proxyPath the API's own path as clients see it, for example `/prod/github`.
 */
export function judgeLocation(location: string, requested: URL, base: UpstreamBase, proxyPath: string): Redirect {
  if (!isHeaderValue(location) || !URL.canParse(location, requested.href)) {
    return { kind: 'refuse' };
  }
  const url = new URL(location, requested);
  if (url.origin === base.origin && url.username === '' && url.password === '') {
    const below = url.pathname.slice(base.path.length);
    return url.pathname.startsWith(base.path) && (below === '' || below.startsWith('/'))
      ? { kind: 'rewrite', location: `${proxyPath}${below}${url.search}${url.hash}` }
      : { kind: 'refuse' };
  }
  const external =
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.hostname !== requested.hostname &&
    isPublicHostName(url.hostname) &&
    url.username === '' &&
    url.password === '';
  return external ? { kind: 'keep', location: url.href } : { kind: 'refuse' };
}
