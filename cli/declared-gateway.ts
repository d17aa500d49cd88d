import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ApiDocument } from '../lambda/contract/api-document';
import { type Declarations, resolvePlaceholders } from '../lambda/contract/declarations';
import { decodeEnvironment } from '../lambda/contract/environment';
import {
  API_DOCUMENT_FILE,
  DECLARATIONS_FILE,
  FORWARDER_ENVIRONMENT,
  type ForwarderEnvironment,
  REGISTRAR_ENVIRONMENT,
} from '../lambda/contract/function-environments';
import { parseApiDocument } from '../lambda/contract/parse-api-document';
import { CommandError } from './command-error';
import { TWIN_MESSAGES as MESSAGES } from './messages/twin-messages';

/** A function of an assembly, as far as it tells what it is for. */
export interface AssemblyFunction {
  readonly codeDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** One protected API as its forwarder carries it. */
export interface DeclaredApi {
  readonly document: ApiDocument;
  readonly environment: ForwarderEnvironment;
}

/** What the functions of an assembly carry beside their code: the access proxy as it was declared. */
export interface DeclaredGateway {
  /** Deploy-time values are in place. */
  readonly declarations: Declarations;
  readonly tableName: string;
  readonly apis: readonly DeclaredApi[];
}

/**
 * Reads the access proxy from an assembly's functions.
 *
 * @param values deploy-time values, as the custom resource was told them.
 * @throws CommandError where the assembly holds no access proxy, or more than one.
 */
export function readDeclaredGateway(
  functions: readonly AssemblyFunction[],
  values: Readonly<Record<string, string>>,
): DeclaredGateway {
  const registrars = functions.filter(({ codeDirectory }) => existsSync(path.join(codeDirectory, DECLARATIONS_FILE)));
  const [registrar, another] = registrars;
  if (registrar === undefined || another !== undefined) {
    throw new CommandError(MESSAGES.proxies(registrars.length));
  }
  const declarations = readJson(path.join(registrar.codeDirectory, DECLARATIONS_FILE)) as Declarations;
  return {
    declarations: resolvePlaceholders(declarations, values),
    tableName: decodeEnvironment(REGISTRAR_ENVIRONMENT, registrar.environment).tableName,
    apis: functions
      .filter(({ codeDirectory }) => existsSync(path.join(codeDirectory, API_DOCUMENT_FILE)))
      .map(({ codeDirectory, environment }) => ({
        document: readApiDocument(path.join(codeDirectory, API_DOCUMENT_FILE)),
        environment: decodeEnvironment(FORWARDER_ENVIRONMENT, environment),
      })),
  };
}

function readApiDocument(file: string): ApiDocument {
  const parsed = parseApiDocument(readJson(file));
  if (!parsed.ok) {
    throw new CommandError(MESSAGES.badDocument(file, parsed.error));
  }
  return parsed.document;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
