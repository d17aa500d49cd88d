/** Where a protected API's requests go: fixed when the function starts, never taken from a request. */
export interface UpstreamBase {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path in front of every request's path: empty, or starting with `/` and not ending with one. */
  readonly path: string;
}

export type UpstreamUrlParse =
  | { readonly ok: true; readonly base: UpstreamBase }
  | { readonly ok: false; readonly error: string };

/** Decides whether a host, lower case as a URL has it, may be an upstream. */
export type HostRule = (host: string) => boolean;

const IPV4 = /^[0-9.]+$/;
const METADATA_HOSTS: ReadonlySet<string> = new Set([
  'instance-data.ec2.internal',
  'metadata.google.internal',
  'metadata.azure.internal',
  'metadata.azure.com',
  'metadata.packet.net',
]);
/** Path characters that reach the upstream as they are; dot segments are gone once a URL is parsed. */
const BASE_PATH = /^(?:\/(?:[A-Za-z0-9\-_~!$&'()+,=:@.]|%20)+)*$/;

/**
 * The rule that production code keeps: a fully qualified name. No IP literal in any notation, no `localhost`, no
 * single label (a resolver's search list decides what it means), no host that hands out cloud credentials.
 */
export function isPublicHostName(host: string): boolean {
  return (
    host.includes('.') &&
    !host.startsWith('[') &&
    !IPV4.test(host) &&
    !host.endsWith('.') &&
    !host.endsWith('.localhost') &&
    !METADATA_HOSTS.has(host)
  );
}

/**
 * Reads an upstream's base URL.
 *
 * @param text for example `https://api.example.com/v3`.
 * @param insecure whether `http://` was asked for by an explicit word.
 * @param isAllowedHost @default {@link isPublicHostName}
 */
export function parseUpstreamUrl(
  text: string,
  insecure: boolean,
  isAllowedHost: HostRule = isPublicHostName,
): UpstreamUrlParse {
  const refuse = (problem: string): UpstreamUrlParse => ({
    ok: false,
    // The text itself could hold a password.
    error: `The upstream's base URL ${problem}`,
  });
  if (!URL.canParse(text)) {
    return refuse('is no absolute URL; give one such as https://api.example.com/v3.');
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    return refuse('holds a user or password; put them into the secret.');
  }
  if (url.protocol !== 'https:' && !(insecure && url.protocol === 'http:')) {
    return refuse(`has the scheme "${url.protocol}"; allowed: https:, or http: where insecure is declared.`);
  }
  if (text.includes('?') || text.includes('#')) {
    return refuse('has a query or fragment; leave scheme, host, port and path only.');
  }
  if (!isAllowedHost(url.hostname)) {
    return refuse(
      `has the host "${url.hostname}"; allowed: a fully qualified name, no IP address, localhost or metadata service.`,
    );
  }
  const path = url.pathname.replace(/\/$/, '');
  if (!BASE_PATH.test(path) || text.includes('\\')) {
    return refuse("has a path that servers read in more than one way; use letters, digits and -_~!$&'()+,=:@. in it.");
  }
  return { ok: true, base: { origin: url.origin, path } };
}
