import type { HeaderList } from './header-list';

/** The first media type of `Accept`, the only one that API Gateway looks at. */
export function firstAcceptedType(headers: HeaderList): string | undefined {
  const accept = headers.all('accept')[0];
  return accept === undefined ? undefined : essenceOf(accept.split(',')[0] ?? '');
}

/**
 * Whether a media type is configured as binary. `*\/*` covers everything, even no media type at all, `image/*` every
 * image type and the text `image/*` itself; any other star in front of the slash covers nothing.
 */
export function isBinaryType(mediaType: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  if (binaryMediaTypes.includes('*/*')) return true;
  if (mediaType === undefined) return false;
  const type = essenceOf(mediaType);
  return binaryMediaTypes
    .map(essenceOf)
    .some((each) => !each.startsWith('*/') && (each === type || covers(each, type)));
}

function covers(configured: string, type: string): boolean {
  return configured.endsWith('/*') && type.startsWith(configured.slice(0, -1));
}

/** The type without its parameters, in lower case. */
function essenceOf(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase();
}
