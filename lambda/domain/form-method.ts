import { isMethodOverride } from './header-name';
import { foldParameterName } from './parameter-name';

/** Line of a part that names its field, continuation lines included. @see RFC 7578, section 4.2 */
const DISPOSITION = /content-disposition:(?:[^\r\n]|\r?\n[ \t])*/gi;
const FIELD_NAME = /\bname\s*=\s*(?:"([^"]*)"|([^\s;"]+))/gi;

/**
 * Whether a form asks for another method than the one decided on, by a field that frameworks take for it. A body
 * without a type counts as a form: some read it as one.
 *
 * @param mediaType in lower case, without parameters.
 */
export function formOverridesMethod(mediaType: string, body: Uint8Array, method: string): boolean {
  switch (mediaType) {
    case '':
    case 'application/x-www-form-urlencoded': {
      const pairs = new URLSearchParams(Buffer.from(body).toString('latin1').replaceAll(';', '&'));
      return [...pairs].some(([name, value]) => isMethodOverride(foldParameterName(name)) && value !== method);
    }
    case 'multipart/form-data':
      // Whatever it says: where a part's value ends is read in more than one way.
      return [...Buffer.from(body).toString('latin1').matchAll(DISPOSITION)]
        .flatMap(([line]) => [...line.matchAll(FIELD_NAME)])
        .some(([, quoted, plain]) => isMethodOverride(foldParameterName((quoted ?? plain) as string)));
    default:
      return false;
  }
}
