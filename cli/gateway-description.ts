import type { TwinConnection } from './connection/twin-connection';

/** What a running twin tells scripts: the shape of `gatehouse twin --json FILE`. It holds tokens; its mode is 0600. */
export interface GatewayDescription {
  /** The stage's URL, without a trailing slash. */
  readonly url: string;
  /** The local OIDC issuer that stands in for the declared ones. */
  readonly issuer: {
    readonly url: string;
    /** POST a form with `issuer`, `sub` and any claim: answers with a signed JWT. */
    readonly tokenEndpoint: string;
    /** Declared issuers by name, with the `iss` that their tokens carry here. */
    readonly issuers: readonly {
      readonly name: string;
      readonly issuer: string;
      readonly audiences: readonly string[];
    }[];
  };
  readonly users: readonly DescribedUser[];
  readonly apis: readonly DescribedApi[];
  readonly endpoints: { readonly dynamodb: string; readonly secretsManager: string };
  /** What commands with `--twin` need. */
  readonly connection: TwinConnection;
  readonly examples: readonly Example[];
}

export interface DescribedUser {
  readonly id: string;
  readonly tenant: string;
  readonly roles: readonly string[];
  readonly plan: string;
  readonly token: string;
}

export interface DescribedApi {
  readonly name: string;
  /** Where its routes start, below the stage. */
  readonly url: string;
  /** What it forwards to: the declared upstream, and where the twin sends that. */
  readonly upstream: { readonly declared: string; readonly served: string };
  readonly secretArn: string | null;
  readonly routes: readonly { readonly method: string; readonly path: string; readonly action: string }[];
}

/** A call that works as it stands; in order, since some use up a quota. */
export interface Example {
  readonly title: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly expectStatus: number;
}
