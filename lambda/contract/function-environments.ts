import { type EnvironmentOf, integer, optionalInteger, optionalText, text } from './environment';
import { ANSWER_TTL_LIMIT_SECONDS } from './proxy-document';

/** What the authorizer is told by its environment; the rest it reads from the registry. */
export const AUTHORIZER_ENVIRONMENT = {
  /** The registry's table name. */
  tableName: text('GATEHOUSE_TABLE'),
  /** How long a container may reuse what it read, in milliseconds: 0 to 60,000. */
  freshnessMs: integer('GATEHOUSE_FRESHNESS_MS', 0, 60_000),
  /** How long API Gateway keeps an answer, in seconds; left out = not at all. */
  answerTtlSeconds: optionalInteger('GATEHOUSE_ANSWER_TTL_S', 1, ANSWER_TTL_LIMIT_SECONDS),
};
export type AuthorizerEnvironment = EnvironmentOf<typeof AUTHORIZER_ENVIRONMENT>;

/** What a forwarder is told by its environment; its API document lies beside its code. */
export const FORWARDER_ENVIRONMENT = {
  /** The upstream's base URL, for example `https://api.example.com/v3`. */
  upstreamUrl: text('GATEHOUSE_UPSTREAM_URL'),
  /** ARN of the secret that holds the upstream credential; left out where the upstream needs none. */
  secretArn: optionalText('GATEHOUSE_SECRET_ARN'),
};
export type ForwarderEnvironment = EnvironmentOf<typeof FORWARDER_ENVIRONMENT>;

/** What the registrar is told by its environment; its declarations lie beside its code. */
export const REGISTRAR_ENVIRONMENT = {
  /** The registry's table name. */
  tableName: text('GATEHOUSE_TABLE'),
};
export type RegistrarEnvironment = EnvironmentOf<typeof REGISTRAR_ENVIRONMENT>;

/** What a joiner is told by its environment; what its app attaches lies beside its code. */
export const JOINER_ENVIRONMENT = {
  /** The registry's table name. */
  tableName: text('GATEHOUSE_TABLE'),
  restApiId: text('GATEHOUSE_REST_API'),
  stageName: text('GATEHOUSE_STAGE'),
  /** What the app's attachment is called. */
  attachment: text('GATEHOUSE_ATTACHMENT'),
};

/** File beside a forwarder's code that holds its API document. */
export const API_DOCUMENT_FILE = 'api-document.json';
/** File beside the registrar's code that holds what the stack declares. */
export const DECLARATIONS_FILE = 'declarations.json';
/** File beside a joiner's code that holds what its app attaches. */
export const ATTACHMENT_FILE = 'attachment.json';
