import { parseUpstreamUrl } from '../../lambda/contract/upstream-url';
import { assertConfiguration, ConfigurationError, isConcrete, type Place } from './validation';

/**
 * An address that a function will call. The rule is the functions' own; CDK tokens are let through and checked by the
 * function when it starts, but for a scheme that stands before them.
 *
 * @param insecure whether `http://` was asked for by an explicit word.
 * @throws ConfigurationError
 */
export function assertOutboundUrl(place: Place, what: string, text: string, insecure: boolean): void {
  const refuse = (remedy: string): never => {
    throw new ConfigurationError(place, {
      what,
      given: withoutUser(text),
      allowed: `an absolute ${insecure ? 'https:// or http://' : 'https://'} URL with a fully qualified host name`,
      remedy,
    });
  };
  if (!isConcrete(text)) {
    if (/^[a-z]+:/i.test(text) && !text.startsWith('https://') && !(insecure && text.startsWith('http://'))) {
      refuse('Start it with https://.');
    }
    return;
  }
  const parsed = parseUpstreamUrl(text, insecure);
  if (!parsed.ok) {
    refuse(parsed.error);
  }
}

/** An origin as browsers write it. @throws ConfigurationError */
export function assertOrigin(place: Place, what: string, text: string): void {
  assertConfiguration(URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text, place, {
    what,
    given: text,
    allowed: '"*" or an origin such as https://app.example.com, without path',
    remedy: 'Write scheme, host and port only.',
  });
}

function withoutUser(text: string): string {
  return text.replace(/\/\/[^/]*@/, '//[redacted]@');
}
