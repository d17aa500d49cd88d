import type { ExplainedDifference } from './explained-difference';
import {
  GATEWAY_DIFFERENCES,
  MINISTACK_SECRET_DIFFERENCES,
  MOTO_SECRET_DIFFERENCES,
  REGISTRY_DIFFERENCES,
} from './explained-differences';
import { OPEN_QUESTIONS } from './open-questions';

const HEAD = `# The twin, compared

<!-- Written by \`npm run comparison:docs\` from test/comparison; change the tables there. -->

\`npm run test:comparison\` sends the same raw requests to the twin and to two AWS implementations that are not ours:
MiniStack (gateway, Secrets Manager, DynamoDB) and moto (Secrets Manager). What shows the same on both sides is not listed.
Each difference has a line here, or the comparison fails; a line that is no longer needed fails it too. "Right" is who does
what AWS does: by AWS's page, or by a public record of what AWS answered. Where neither says, there is an open question: a
request to send to a real account, and what its outcomes mean. \`npm run comparison:observe\` sends those of the gateway.
`;

const RIGHT = { twin: 'twin', other: 'other', both: 'both', neither: 'neither', unknown: 'open' } as const;

/** Most characters of one side's text in a table. */
const LIMIT = 110;

/** The page for people, in the form that is checked in. */
export function renderTwinCompared(): string {
  return [
    HEAD,
    section('Gateway: the twin and MiniStack', GATEWAY_DIFFERENCES),
    section('Secrets Manager: the twin and moto', MOTO_SECRET_DIFFERENCES),
    section('Secrets Manager: the twin and MiniStack', MINISTACK_SECRET_DIFFERENCES),
    section('DynamoDB: the twin (dynalite) and MiniStack, over the calls of the registry', REGISTRY_DIFFERENCES),
    questions(),
  ].join('\n');
}

function section(title: string, lines: readonly ExplainedDifference[]): string {
  const rows = lines.map(({ cases, twin, other, follows, because, source }) => {
    const cited = source.startsWith('https://') ? `[source](${source})` : source.replace('open question ', '');
    return `| ${[cell(cases.join('; '), 400), code(twin), code(other), RIGHT[follows], `${cell(because)} ${cited}`].join(' | ')} |`;
  });
  return `## ${title}\n\n| Case | Twin | Other | Right | Why |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

function questions(): string {
  const parts = OPEN_QUESTIONS.map(({ id, asks, cases, aspect, outcomes }) => {
    const list = outcomes.map(({ shows, means }) => `  - ${code(shows)}: ${means}`).join('\n');
    return `- **${id}**: ${asks} Look at ${code(aspect)} of ${cases.map((name) => `"${name}"`).join(', ')}:\n${list}`;
  });
  return `## Open questions, for a real account\n\n${parts.join('\n')}\n`;
}

function cell(text: string, limit = 1000): string {
  const short = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return short.replaceAll('|', '\\|').replaceAll('{', '\\{');
}

function code(text: string): string {
  if (text === '') return '(empty)';
  const short = text.length > LIMIT ? `${text.slice(0, LIMIT)}…` : text;
  return `\`${short.replaceAll('|', '\\|').replaceAll('`', "'")}\``;
}
