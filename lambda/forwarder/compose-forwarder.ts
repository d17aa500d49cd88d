import type { ForwarderEnvironment } from '../contract/function-environments';
import { parseApiDocument } from '../contract/parse-api-document';
import { type HostRule, parseUpstreamUrl } from '../contract/upstream-url';
import { Forwarder, type ForwarderPorts } from '../domain/forwarder';
import type { SecretReader } from '../domain/ports';

/** Raised at cold start where environment and API document do not make a forwarder; nothing is then forwarded. */
export class ForwarderStartError extends Error {
  public override readonly name = 'ForwarderStartError';
}

/**
 * @param json the API document as it was read.
 * @param isAllowedHost @default fully qualified names only
 * @throws ForwarderStartError
 */
export function composeForwarder(
  environment: ForwarderEnvironment,
  json: unknown,
  ports: Omit<ForwarderPorts, 'secrets'> & { readonly secretOf: (secretArn: string) => SecretReader },
  isAllowedHost?: HostRule,
): Forwarder {
  const parsed = parseApiDocument(json);
  if (!parsed.ok) {
    throw new ForwarderStartError(parsed.error);
  }
  const { document } = parsed;
  const upstream = parseUpstreamUrl(environment.upstreamUrl, document.upstream.insecure, isAllowedHost);
  if (!upstream.ok) {
    throw new ForwarderStartError(upstream.error);
  }
  const { secretArn } = environment;
  const secrets = secretArn === undefined ? undefined : ports.secretOf(secretArn);
  if (document.credential.kind !== 'none' && secrets === undefined) {
    throw new ForwarderStartError(
      `The API "${document.api}" has a ${document.credential.kind} credential and no secret; name one, or declare none.`,
    );
  }
  return new Forwarder({ ...ports, secrets: secrets ?? NO_SECRETS }, document, upstream.base);
}

const NO_SECRETS: SecretReader = { current: async () => 'empty' };
