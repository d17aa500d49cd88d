/**
 * What the open questions' requests show on a gateway of yours:
 *
 *   npm run comparison:observe -- --template plain > plain.json     a template, ready for CloudFormation
 *   npm run comparison:observe -- --stack plain --url URL           URL with the stage, as deployed
 *
 * The stacks are `plain`, `shaped`, `binary` and `metered`. Deploy one with
 * `aws cloudformation deploy --template-file plain.json --stack-name comparison-plain --capabilities CAPABILITY_IAM`;
 * keys may take two minutes to work. Questions to Secrets Manager and DynamoDB are in docs/twin-compared.md.
 */
import { parseArgs } from 'node:util';
import { observeCase } from './gateway/observe-case';
import { GATEWAY_CASES } from './gateway/cases';
import type { StackName } from './gateway/gateway-case';
import { STACKS } from './gateway/stacks';
import { OPEN_QUESTIONS } from './open-questions';
import { outcomeOf } from './outcome-of';

function isStack(name: string | undefined): name is StackName {
  return name !== undefined && name in STACKS;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { template: { type: 'string' }, stack: { type: 'string' }, url: { type: 'string' } },
  });
  const known = Object.keys(STACKS).join(', ');
  if (isStack(values.template)) {
    const template = STACKS[values.template]((_id, source) => ({ ZipFile: source }));
    process.stdout.write(`${JSON.stringify(template, null, 2)}\n`);
    return;
  }
  if (!isStack(values.stack) || values.url === undefined) {
    throw new Error(`Give --template NAME, or --stack NAME and --url URL; NAME is one of ${known}.`);
  }
  const base = values.url.replace(/\/$/, '');
  const [, api = ''] = /^https?:\/\/([a-z0-9]+)\.execute-api\./.exec(base) ?? [];
  const gateway = { base, names: api === '' ? [] : ([[api, '{api}']] as const) };
  for (const question of OPEN_QUESTIONS.filter(({ on = 'gateway' }) => on === 'gateway')) {
    for (const name of question.cases) {
      const found = GATEWAY_CASES.find((one) => one.name === name && one.stack === values.stack);
      if (found === undefined) continue;
      const seen = (await observeCase(found, gateway))[question.aspect] ?? '';
      process.stdout.write(`${question.id}: ${question.asks}\n  ${name}\n  ${question.aspect}: ${seen}\n`);
      process.stdout.write(
        `  → ${outcomeOf(question, seen)?.means ?? 'none of what was expected: add an outcome'}\n\n`,
      );
    }
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
