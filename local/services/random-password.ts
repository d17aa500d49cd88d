import { randomInt } from 'node:crypto';

/** Rules of `GetRandomPassword` and of a template's `GenerateSecretString`. */
export interface PasswordRules {
  /** 1–4,096 characters; default 32. */
  readonly passwordLength?: number | undefined;
  readonly excludeCharacters?: string | undefined;
  readonly excludeLowercase?: boolean | undefined;
  readonly excludeUppercase?: boolean | undefined;
  readonly excludeNumbers?: boolean | undefined;
  readonly excludePunctuation?: boolean | undefined;
  readonly includeSpace?: boolean | undefined;
  /** One of each kind at least; default true. */
  readonly requireEachIncludedType?: boolean | undefined;
}

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** @throws RangeError where the rules leave no password. */
export function generatePassword(rules: PasswordRules = {}): string {
  const length = rules.passwordLength ?? 32;
  if (!Number.isInteger(length) || length < 1 || length > 4096) {
    throw new RangeError(`PasswordLength is ${length}, 1 to 4096 is allowed`);
  }
  const excluded = new Set(rules.excludeCharacters ?? '');
  const kinds = [
    rules.excludeLowercase ? '' : LOWERCASE,
    rules.excludeUppercase ? '' : LOWERCASE.toUpperCase(),
    rules.excludeNumbers ? '' : '0123456789',
    rules.excludePunctuation ? '' : PUNCTUATION,
    rules.includeSpace ? ' ' : '',
  ]
    .map((kind) => [...kind].filter((character) => !excluded.has(character)).join(''))
    .filter((kind) => kind !== '');
  if (kinds.length === 0) throw new RangeError('The rules exclude every character');
  const required = rules.requireEachIncludedType === false ? [] : kinds;
  if (required.length > length)
    throw new RangeError(`PasswordLength is ${length}, ${required.length} kinds are required`);
  const characters = required.map(pick);
  while (characters.length < length) characters.push(pick(kinds.join('')));
  for (let index = characters.length - 1; index > 0; index -= 1) {
    const other = randomInt(index + 1);
    [characters[index], characters[other]] = [characters[other] as string, characters[index] as string];
  }
  return characters.join('');
}

function pick(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}
