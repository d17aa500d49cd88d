import { SignatureV4 } from '@smithy/signature-v4';
import { ServiceFault } from '../domain/manage/service-fault';
import { domainOf } from './aws-environment';
import { SigningHash } from './signing-hash';

type Credentials = ConstructorParameters<typeof SignatureV4>[0]['credentials'];

/** Longest time that one answer takes, in milliseconds. */
const TIMEOUT_MS = 10_000;
const BODY = 'Action=GetCallerIdentity&Version=2011-06-15';

/**
 * The ARN that AWS knows credentials by. Nobody needs a permission to ask.
 *
 * @param endpoint of STS. @default - the region's own
 * @throws ServiceFault
 * @see STS, GetCallerIdentity
 */
export async function readCallerIdentity(region: string, credentials: Credentials, endpoint?: string): Promise<string> {
  const url = new URL(endpoint ?? `https://sts.${region}.${domainOf(region)}`);
  try {
    const signer = new SignatureV4({ service: 'sts', region, credentials, sha256: SigningHash });
    const { headers } = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: {},
      headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded' },
      body: BODY,
    });
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body: BODY,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await answer.text();
    const arn = /<Arn>(arn:[^<\s]{1,2048})<\/Arn>/.exec(text)?.[1];
    if (answer.ok && arn !== undefined) {
      return arn;
    }
    throw new ServiceFault(
      'GetCallerIdentity',
      /<Code>(\w{1,64})<\/Code>/.exec(text)?.[1] ?? `status ${answer.status}`,
    );
  } catch (cause) {
    throw cause instanceof ServiceFault
      ? cause
      : new ServiceFault('GetCallerIdentity', (cause as Error).name, { cause });
  }
}
