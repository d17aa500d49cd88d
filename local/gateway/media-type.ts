import type { HeaderList } from './header-list';

/** The first media type of `Accept`, the only one that API Gateway looks at. */
export function firstAcceptedType(headers: HeaderList): string | undefined {
  const accept = headers.all('accept')[0];
  return accept === undefined ? undefined : essenceOf(accept.split(',')[0] ?? '');
}

/**
 * Whether a media type is configured as binary. `*\/*` covers everything, even no media type at all; any other entry
 * covers its own type alone.
 */
export function isBinaryType(mediaType: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  if (binaryMediaTypes.includes('*/*')) return true;
  if (mediaType === undefined) return false;
  return binaryMediaTypes.some((each) => essenceOf(each) === essenceOf(mediaType));
}

/** The type without its parameters, in lower case. */
function essenceOf(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase();
}
