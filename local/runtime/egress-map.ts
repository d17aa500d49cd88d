import { TwinError } from '../twin-error';

/**
 * Where calls to the outside go instead: origin (`https://api.example.com`) or exact URL → URL on this machine.
 *
 * An origin keeps path and query; an exact URL is replaced whole, and wins. What is not in the map is refused.
 */
export type EgressMap = Readonly<Record<string, string>>;

/** @throws TwinError where a key or value is not an absolute http or https URL. */
export function checkEgressMap(map: EgressMap): EgressMap {
  const checked: Record<string, string> = {};
  for (const [from, to] of Object.entries(map)) checked[egressKey(parse(from, 'key'))] = parse(to, 'value').href;
  return checked;
}

/** @returns the URL that stands for this one; `undefined` where the map has none. */
export function redirect(map: EgressMap, url: URL): URL | undefined {
  const exact = map[withoutFragment(url)];
  if (exact !== undefined) return new URL(exact);
  const base = map[url.origin];
  if (base === undefined) return undefined;
  const target = new URL(base);
  // Joined as text: resolving would change what the function sent (`//x`, `/a/../b`).
  const redirected = new URL(target.origin);
  redirected.pathname = target.pathname.replace(/\/$/, '') + url.pathname;
  redirected.search = url.search;
  return redirected;
}

function egressKey(url: URL): string {
  return url.pathname === '/' && url.search === '' ? url.origin : withoutFragment(url);
}

function withoutFragment(url: URL): string {
  return url.href.replace(/#.*$/s, '');
}

function parse(text: string, role: string): URL {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return new URL(text);
  throw new TwinError(
    `Egress ${role} is ${JSON.stringify(text)}, an absolute http or https URL is expected. Correct it.`,
  );
}
