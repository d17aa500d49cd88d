import type { Redacted, UpstreamResponse } from './ports';

/** Shortest text that is looked for: anything shorter turns up by chance. */
export const ECHO_MINIMUM_CHARACTERS = 8;

/**
 * Whether an answer carries the upstream credential: as it is, URL-encoded, inside JSON, or in base64 at any offset
 * and in either alphabet. Header values are searched always, the body only where no content coding hides it.
 */
export function echoesCredential(response: UpstreamResponse, secrets: readonly Redacted[]): boolean {
  const needles = new Set(
    secrets
      .map((secret) => secret.reveal())
      .filter((text) => text.length >= ECHO_MINIMUM_CHARACTERS)
      .flatMap(spellings),
  );
  const coded = response.headers.some(
    ([name, value]) => name.toLowerCase() === 'content-encoding' && value.trim().toLowerCase() !== 'identity',
  );
  const body = Buffer.from(response.body.buffer, response.body.byteOffset, coded ? 0 : response.body.byteLength);
  for (const needle of needles) {
    if (body.includes(needle) || response.headers.some(([, value]) => value.includes(needle))) {
      return true;
    }
  }
  return false;
}

function spellings(text: string): string[] {
  const escaped = encodeURIComponent(text);
  return [
    text,
    escaped,
    escaped.replace(/%../g, (code) => code.toLowerCase()),
    JSON.stringify(text).slice(1, -1),
    ...[0, 1, 2].flatMap((offset) => {
      const coded = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
      // Characters at either end depend on what stands beside the secret: leave them out.
      const inner = coded.toString('base64').slice(Math.ceil((offset * 4) / 3), Math.floor((coded.length * 4) / 3));
      return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
    }),
  ];
}
