import type { Redacted, UpstreamResponse } from './ports';

/** Shortest text that is looked for: anything shorter turns up by chance. */
export const ECHO_MINIMUM_CHARACTERS = 8;

/**
 * Whether an answer carries the upstream credential: as it is; with characters of it escaped as URLs, JSON, JavaScript
 * or HTML do; in hexadecimal; or in base64 at any offset and in either alphabet. Header values are searched always, the
 * body only where no content coding hides it.
 */
export function echoesCredential(response: UpstreamResponse, secrets: readonly Redacted[]): boolean {
  const needles = new Set(
    secrets
      .map((secret) => secret.reveal())
      .filter((text) => text.length >= ECHO_MINIMUM_CHARACTERS)
      .flatMap(spellings),
  );
  if (needles.size === 0) {
    return false;
  }
  const coded = response.headers.some(
    ([name, value]) => name.toLowerCase() === 'content-encoding' && value.trim().toLowerCase() !== 'identity',
  );
  const texts = response.headers.map(([, value]) => value);
  if (!coded) {
    const { buffer, byteOffset, byteLength } = response.body;
    texts.push(Buffer.from(buffer, byteOffset, byteLength).toString('latin1'));
  }
  return texts.some((text) => {
    const unescaped = withoutEscapes(text);
    return [...needles].some((needle) => text.includes(needle) || unescaped.includes(needle));
  });
}

/** Escapes of one byte: `%2F`, `\u002f`, `\x2f`, `\/`, `&#x2f;`, `&#47;` and the names that HTML itself needs. */
const ESCAPE =
  /(?:%|\\u00|\\x)([0-9a-f]{2})|&#x0{0,6}([0-9a-f]{2});|&#0{0,6}([0-9]{2,3});|\\([^\w\s])|&(amp|lt|gt|quot|apos);/gi;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function withoutEscapes(text: string): string {
  return text.replace(
    ESCAPE,
    (_escape, hex: string | undefined, html: string | undefined, decimal: string | undefined, plain, name) =>
      plain ??
      NAMED[String(name).toLowerCase()] ??
      String.fromCharCode(decimal === undefined ? Number.parseInt(String(hex ?? html), 16) : Number(decimal)),
  );
}

/** Each as Latin-1 shows its UTF-8 bytes. */
function spellings(text: string): string[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  return [
    bytes.toString('latin1'),
    hex,
    hex.toUpperCase(),
    ...[0, 1, 2].flatMap((offset) => {
      const coded = Buffer.concat([Buffer.alloc(offset), bytes]);
      // Characters at either end depend on what stands beside the secret: leave them out.
      const inner = coded.toString('base64').slice(Math.ceil((offset * 4) / 3), Math.floor((coded.length * 4) / 3));
      return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
    }),
  ];
}
