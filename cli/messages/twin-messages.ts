import { REGISTRAR_RESOURCE_TYPE } from '../../lambda/contract/declarations';
import { message } from './message';

/** GH11xx: `gatehouse twin`. */
export const TWIN_MESSAGES = {
  noAssembly: message('GH1101', (folder: string) => [
    `--assembly "${folder}" is no cloud assembly: it holds no manifest.json.`,
    'Run `npx cdk synth` first, or name the folder that it wrote.',
  ]),
  proxies: message('GH1102', (count: number) => [
    `The assembly holds ${count} access proxies (functions behind ${REGISTRAR_RESOURCE_TYPE}); the twin serves exactly one.`,
    'Synthesize an app with one AccessProxy.',
  ]),
  badDocument: message('GH1103', (file: string, problem: string) => [
    `${file}: ${problem}`,
    'Synthesize the app again with this version of the package.',
  ]),
  port: message('GH1104', (given: string) => [
    `--port got "${given}"; allowed: 0 to 65535.`,
    'Give a number, or 0 for a free port.',
  ]),
  unwritable: message('GH1105', (option: string, file: string, code: string | undefined) => [
    `${option} "${file}" cannot be written (${code}).`,
    'Give a file in a folder that exists and that you may write to.',
  ]),
  notNamed: message('GH1106', (option: string, given: string, known: readonly string[]) => [
    `${option} "${given}" is not of the form NAME=VALUE.`,
    `Names here: ${known.join(', ')}.`,
  ]),
  unknownName: message('GH1107', (option: string, given: string, known: readonly string[]) => [
    `${option} names "${given}", which this assembly does not have.`,
    `Names here: ${known.length > 0 ? known.join(', ') : 'none'}.`,
  ]),
  namedTwice: message('GH1108', (option: string, given: string) => [
    `${option} names "${given}" twice.`,
    'Give it once.',
  ]),
  noUrl: message('GH1109', (option: string, given: string) => [
    `${option} got "${given}", which is no http:// or https:// URL.`,
    'Give the base URL.',
  ]),
  needsNoSecret: message('GH1110', (name: string) => [
    `--secret names "${name}", whose upstream needs no secret.`,
    'Leave it out.',
  ]),
  unreadableSecret: message('GH1111', (name: string, file: string, code: string | undefined) => [
    `--secret ${name}: the file "${file}" cannot be read (${code}).`,
    'Name a file that holds the secret’s text.',
  ]),
  emptySecret: message('GH1112', (name: string, file: string) => [
    `--secret ${name}: the file "${file}" is empty.`,
    'Put the secret’s text into it.',
  ]),
  noFirstToken: message('GH1113', (arn: string) => [
    `The secret ${arn} holds no first proxy token.`,
    'Start the twin again without --data.',
  ]),
  issuerForm: message('GH1114', (given: string) => [
    `--issuer "${given}" is not of the form NAME=URL.`,
    'Give a declared issuer’s name and a URL.',
  ]),
  noDiscovery: message('GH1115', (base: string, url: string) => [
    `--issuer ${base}: no discovery document with issuer and jwks_uri at ${url}.`,
    'Start the issuer, or give the URL that its discovery document stands under.',
  ]),
  noRole: message('GH1116', (given: string) => [
    `--operator-role got "${given}", which is no role of the assembly.`,
    'Give the logical id of an AWS::IAM::Role, as the template has it.',
  ]),
} as const;
