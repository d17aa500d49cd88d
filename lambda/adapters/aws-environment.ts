/** What Lambda tells a function about where it runs and as whom. */
export interface AwsEnvironment {
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** Base URL by service. */
  readonly endpoints: Readonly<Record<AwsService, string>>;
}

export type AwsService = 'dynamodb' | 'secretsmanager';

/** Raised at cold start where the environment is not one of Lambda's. */
export class AwsEnvironmentError extends Error {
  public override readonly name = 'AwsEnvironmentError';
}

const ENDPOINT_VARIABLES: Readonly<Record<AwsService, string>> = {
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
};
/** Domains of the partitions, by what their regions start with; all others are `amazonaws.com`. */
const DOMAINS: readonly (readonly [string, string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['eusc-', 'amazonaws.eu'],
];

/**
 * Reads region, credentials and endpoints as Lambda sets them; `AWS_ENDPOINT_URL_DYNAMODB`,
 * `AWS_ENDPOINT_URL_SECRETS_MANAGER` and `AWS_ENDPOINT_URL` name another endpoint, as for any AWS SDK.
 *
 * @throws AwsEnvironmentError
 * @see Lambda's defined runtime environment variables; SDKs and Tools: service-specific endpoints
 */
export function readAwsEnvironment(variables: Readonly<Record<string, string | undefined>>): AwsEnvironment {
  const given = (name: string): string => {
    const value = variables[name];
    if (value === undefined || value === '') {
      throw new AwsEnvironmentError(`${name} is not set; Lambda sets it. Set it where the function runs elsewhere.`);
    }
    return value;
  };
  const region = given('AWS_REGION');
  const sessionToken = variables['AWS_SESSION_TOKEN'];
  const endpoint = (service: AwsService): string =>
    variables[ENDPOINT_VARIABLES[service]] ||
    variables['AWS_ENDPOINT_URL'] ||
    `https://${service}.${region}.${domainOf(region)}`;
  return {
    region,
    credentials: {
      accessKeyId: given('AWS_ACCESS_KEY_ID'),
      secretAccessKey: given('AWS_SECRET_ACCESS_KEY'),
      ...(sessionToken === undefined || sessionToken === '' ? {} : { sessionToken }),
    },
    endpoints: { dynamodb: endpoint('dynamodb'), secretsmanager: endpoint('secretsmanager') },
  };
}

/** Domain of the partition that a region is in. */
export function domainOf(region: string): string {
  return DOMAINS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
}
