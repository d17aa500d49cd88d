import { closeSync, openSync, writeSync } from 'node:fs';
import { Command, Option } from 'commander';
import pc from 'picocolors';
import { parseAuditLine, renderAccessLine, renderAuditLine } from '../audit-line';
import { CommandError } from '../command-error';
import { renderCurl } from '../examples';
import type { GatewayDescription } from '../gateway-description';
import { announceTwin } from '../connection/announce-twin';
import { TWIN_FILE } from '../connection/twin-connection';
import { startLocalGateway } from '../local-gateway';
import { TWIN_MESSAGES as MESSAGES } from '../messages/twin-messages';
import { writePrivateFile } from '../write-private-file';

interface TwinCommandOptions {
  readonly assembly: string;
  readonly port: string;
  readonly upstream: readonly string[];
  readonly issuer: readonly string[];
  readonly secret: readonly string[];
  readonly fillSecrets: boolean;
  readonly json?: string;
  readonly connection: string;
  readonly data?: string;
  readonly calls?: string;
  readonly controlPlaneRates: boolean;
  readonly operatorRole?: string;
  readonly log: 'human' | 'json';
}

const EXAMPLES = `
Examples:
  gatehouse twin                                     serve ./cdk.out at http://127.0.0.1:8787
  gatehouse twin --port 0 --json twin.json           take a free port, write what a script needs
  gatehouse twin --upstream orders=http://127.0.0.1:3000
                                                     forward one API to a server of yours
  gatehouse twin --upstream orders=https://api.example.com --secret orders=key.txt
                                                     forward it to the real one, with its secret from a file

The twin listens on loopback alone, keeps everything in memory unless --data is given, and calls nobody outside
except what --upstream and --issuer name. Functions may do what their roles permit, and nothing else.`;

export function twinCommand(): Command {
  const repeat = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];
  return new Command('twin')
    .description('Serve the synthesized gateway offline, with the functions as they are shipped.')
    .option('--assembly <folder>', 'cloud assembly, as `cdk synth` writes it', 'cdk.out')
    .option('--port <number>', 'port on 127.0.0.1; 0 = a free one', '8787')
    .option('--upstream <name=url>', 'send a protected API to this URL; repeatable', repeat, [])
    .option('--issuer <name=url>', 'accept tokens of this real OIDC issuer; repeatable', repeat, [])
    .option('--secret <name=file>', 'fill the secret of a protected API from a file; repeatable', repeat, [])
    .option('--no-fill-secrets', 'leave secrets without a value empty: calls that need them answer 503')
    .option('--json <file>', 'write URLs, users with tokens and examples there (mode 0600)')
    .option('--connection <file>', 'write what other commands need to work on it there (mode 0600)', TWIN_FILE)
    .option('--data <folder>', 'keep tables, secrets and keys there between runs')
    .option('--operator-role <id>', 'hold commands on this twin to what this role of the app may do')
    .option('--control-plane-rates', 'hold CreateApiKey to 5 calls a second, as AWS does', false)
    .option('--calls <file>', 'write every AWS call of the functions there, and the statement that allowed it')
    .addOption(new Option('--log <format>', 'audit output').choices(['human', 'json']).default('human'))
    .addHelpText('after', EXAMPLES)
    .action(runTwin);
}

async function runTwin(options: TwinCommandOptions): Promise<void> {
  const people = options.log === 'human';
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  const calls = options.calls === undefined ? undefined : openCalls(options.calls);
  const gateway = await startLocalGateway({
    assembly: options.assembly,
    port: parsePort(options.port),
    upstreams: options.upstream,
    issuers: options.issuer,
    secrets: options.secret,
    fillSecrets: options.fillSecrets,
    controlPlaneRates: options.controlPlaneRates,
    ...(options.data === undefined ? {} : { dataDir: options.data }),
    ...(options.operatorRole === undefined ? {} : { operatorRole: options.operatorRole }),
    ...(calls === undefined ? {} : { onServiceCall: (call) => void writeSync(calls, `${JSON.stringify(call)}\n`) }),
    onNotice: (text) => void process.stderr.write(`${people ? pc.dim(`note: ${text}`) : text}\n`),
    onLog: (line) => {
      const rendered = people ? renderForPeople(line) : line;
      if (rendered !== undefined) {
        print(rendered);
      }
    },
  });
  const stopped = new Promise<void>((resolve) => {
    // A terminal sends it to every process of the group, and a parent may pass it on: the second must not cut the end short.
    process.on('SIGINT', () => resolve());
    process.on('SIGTERM', () => resolve());
  });
  let withdraw = (): void => {};
  try {
    withdraw = announceTwin(options.connection, gateway.description.connection);
    if (options.json !== undefined) {
      writePrivateFile('--json', options.json, `${JSON.stringify(gateway.description, null, 2)}\n`);
    }
    if (people) {
      print(renderDescription(gateway.description));
    }
    await stopped;
  } finally {
    withdraw();
    await gateway.stop();
    if (calls !== undefined) {
      closeSync(calls);
    }
  }
}

/** One JSON object a line, from an empty file on. */
function openCalls(file: string): number {
  try {
    return openSync(file, 'w');
  } catch (error) {
    throw new CommandError(MESSAGES.unwritable('--calls', file, (error as NodeJS.ErrnoException).code));
  }
}

/** Audit records and what the gateway itself stopped, a line each; other JSON is for machines. */
function renderForPeople(line: string): string | undefined {
  const record = parseAuditLine(line);
  if (record !== undefined) {
    return renderAuditLine(record);
  }
  return line.startsWith('{') ? renderAccessLine(line) : pc.dim(line);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^[0-9]{1,5}$/.test(text) || port > 65_535) {
    throw new CommandError(MESSAGES.port(text));
  }
  return port;
}

function renderDescription({ url, issuer, users, apis, endpoints, examples }: GatewayDescription): string {
  const lines = [`${pc.bold('Gateway')}    ${url}`, ''];
  for (const api of apis) {
    lines.push(
      `${pc.bold(api.name)}    ${api.url} ${pc.dim(`→ ${api.upstream.declared} (served by ${api.upstream.served})`)}`,
    );
    lines.push(...api.routes.map(({ method, path, action }) => `  ${method.padEnd(7)} ${path}  ${pc.dim(action)}`));
  }
  lines.push('', pc.bold('Proxy users'));
  for (const { tenant, id, roles, plan, token } of users) {
    lines.push(`  ${tenant}/${id}  ${pc.dim(`[${roles.join(', ')}] plan ${plan}`)}`, `    ${token}`);
  }
  if (issuer.issuers.length > 0) {
    const [first] = issuer.issuers;
    lines.push(
      '',
      `${pc.bold('Issuers')}    ${issuer.issuers.map(({ name }) => name).join(', ')}; a token for anybody:`,
    );
    lines.push(
      `  curl -s -H 'Accept: text/plain' ${issuer.tokenEndpoint} -d issuer=${first?.issuer} -d aud=${first?.audiences[0] ?? ''} -d sub=jane -d tenant=… -d roles=…`,
    );
  }
  lines.push('', pc.bold('Try'));
  for (const item of examples) {
    lines.push(pc.dim(`  # ${item.title}: ${item.expectStatus}`), `  ${renderCurl(item)}`);
  }
  lines.push('', pc.dim(`DynamoDB ${endpoints.dynamodb}  Secrets Manager ${endpoints.secretsManager}`));
  lines.push(pc.dim('Every call is recorded below. Ctrl-C ends the twin.'));
  return lines.join('\n');
}
