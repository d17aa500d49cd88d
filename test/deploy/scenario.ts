/** What the sample is changed to before it is deployed. */
export interface Scenario {
  readonly step: 'sample' | 'changed' | 'failing';
  /** Whether what the target cannot do is left out of the template. */
  readonly filtered: boolean;
  /** `https://host` that upstreams and issuer are at; left out = where the sample says. */
  readonly upstreamUrl?: string;
  readonly cloudWatchRoleArn?: string;
}

const VARIABLE = 'GATEHOUSE_DEPLOY_SCENARIO';

/** The environment that tells {@link decodeScenario} in another process. */
export function encodeScenario(scenario: Scenario | undefined): Record<string, string> {
  return scenario === undefined ? {} : { [VARIABLE]: JSON.stringify(scenario) };
}

/** @throws Error where there is none. */
export function decodeScenario(environment: Readonly<Record<string, string | undefined>>): Scenario {
  const text = environment[VARIABLE];
  if (text === undefined) {
    throw new Error(`${VARIABLE} is not set. Run \`npm run test:deploy\`, which sets it.`);
  }
  return JSON.parse(text) as Scenario;
}
