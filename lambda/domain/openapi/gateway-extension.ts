import { BODY_LIMIT_BYTES } from '../../contract/api-document';
import type { ImportFindings } from './import-findings';
import { listOf, objectOf, type OpenApiObject } from './open-api-object';

export const EXTENSION = 'x-gatehouse';

/** What an operation's `x-gatehouse` says beyond OpenAPI. */
export interface GatewayExtension {
  /** Action that a call needs, in place of the operation's id. Several operations may share one. */
  readonly action?: string;
  /** Template in place of the path, for what is no template here, such as `{name}.{format}`. */
  readonly path?: string;
  /** Parameters of the path that may hold slashes sent as `%2F`. */
  readonly encodedSlash: readonly string[];
  /** Names of declared query parameters and headers that policies may read. */
  readonly policyInputs: readonly string[];
  /** Bytes. */
  readonly maxBodySize?: number;
  /** Whether the operation is left out. */
  readonly skip: boolean;
}

const ALLOWED: Readonly<
  Record<keyof GatewayExtension, { readonly is: (json: unknown) => boolean; readonly words: string }>
> = {
  action: { is: isText, words: 'a text' },
  path: { is: (json) => typeof json === 'string', words: 'a path template' },
  encodedSlash: { is: isTexts, words: 'a list of names' },
  policyInputs: { is: isTexts, words: 'a list of names' },
  maxBodySize: {
    is: (json) => Number.isInteger(json) && Number(json) >= 0 && Number(json) <= BODY_LIMIT_BYTES,
    words: `whole bytes from 0 to ${BODY_LIMIT_BYTES}`,
  },
  skip: { is: (json) => typeof json === 'boolean', words: 'true or false' },
};

/**
 * Reads `x-gatehouse` of a path and of its operation, which goes before.
 *
 * A key that is not known here is a problem: it could be a restriction that nobody keeps.
 */
export function readExtension(
  where: string,
  path: OpenApiObject,
  operation: OpenApiObject,
  findings: ImportFindings,
): GatewayExtension {
  const said: Record<string, unknown> = {};
  for (const json of [path[EXTENSION], operation[EXTENSION]]) {
    if (json !== undefined && Object.keys(objectOf(json)).length === 0) {
      findings.problem(
        where,
        `${EXTENSION} is ${shown(json)}; allowed: an object with ${Object.keys(ALLOWED).join(', ')}. Remove it, or say something.`,
      );
    }
    for (const [key, value] of Object.entries(objectOf(json))) {
      const allowed = Object.hasOwn(ALLOWED, key) ? ALLOWED[key as keyof GatewayExtension] : undefined;
      if (allowed === undefined) {
        findings.problem(
          where,
          `${EXTENSION} has ${shown(key)}; allowed: ${Object.keys(ALLOWED).join(', ')}. Remove it.`,
        );
      } else if (!allowed.is(value)) {
        findings.problem(where, `${EXTENSION}.${key} is ${shown(value)}; allowed: ${allowed.words}. Correct it.`);
      } else {
        said[key] = value;
      }
    }
  }
  return {
    ...(said as Partial<GatewayExtension>),
    encodedSlash: listOf(said['encodedSlash']) as readonly string[],
    policyInputs: listOf(said['policyInputs']) as readonly string[],
    skip: said['skip'] === true,
  };
}

function isText(json: unknown): boolean {
  return typeof json === 'string' && json !== '';
}

function isTexts(json: unknown): boolean {
  return Array.isArray(json) && json.every(isText);
}

function shown(json: unknown): string {
  return String(JSON.stringify(json)).slice(0, 80);
}
