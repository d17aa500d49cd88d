import type { PermissionRow } from './comparison';
import { GATEWAY_USES } from './lambda-grants';
import { WIDE_GRANTS } from './reasons';

const HEAD = `# Permissions

What each function's role grants, and why. \`npm run test:permissions\` writes this page from the synthesized templates of
the sample, every example and every variant, and from the calls that the functions really made on the twin while the tests
ran: an action that is granted and not used fails, and so does one that is used and not granted. Do not edit it by hand.

Conditions are in brackets. *Lambda* marks what Lambda itself does with the role.
`;

/** `docs/permissions.md`. */
export function renderPermissionsPage(rows: readonly PermissionRow[]): string {
  const holders = [...new Set(rows.map(({ holder }) => holder))];
  return [
    HEAD,
    ...holders.map((holder) => renderHolder(holder, rows)),
    '## Wider than one resource\n',
    '| actions | resource | why it cannot be narrower |',
    '| --- | --- | --- |',
    ...WIDE_GRANTS.map(
      ({ actions, resource, why }) => `| ${actions.map(code).join(', ')} | ${code(resource)} | ${capitalized(why)} |`,
    ),
    '\n## Roles of services\n',
    '| role for | policy | why |',
    '| --- | --- | --- |',
    ...GATEWAY_USES.map(
      ({ action, why, page }) =>
        `| API Gateway | ${action.replace('AWS managed policy ', 'AWS’s ')} | [${why}](${page}) |`,
    ),
    '\n## Who may invoke them\n',
    "API Gateway alone, for the account and the API's own ARN: the authorizer as this API's authorizer, a forwarder below its",
    "own API's path. Without the permission a call ends in an error before any function runs. CloudFormation invokes the",
    "registrar and a joiner with the deployer's own rights.",
    '',
  ].join('\n');
}

function renderHolder(holder: string, rows: readonly PermissionRow[]): string {
  const lines = new Map<string, string[]>();
  for (const { action, resource, conditions, why, page } of rows.filter((row) => row.holder === holder)) {
    const limits = conditions.filter((one) => one !== '').map((one) => ` (${one.replaceAll('|', ' or ')})`);
    const reason = page === undefined ? capitalized(why) : `*Lambda*: [${why}](${page})`;
    const line = `${code(resource)}${limits.join('')} | ${reason}`;
    lines.set(line, [...(lines.get(line) ?? []), code(action)]);
  }
  return [
    `## The ${holder}\n`,
    '| action | resource | why |',
    '| --- | --- | --- |',
    ...[...lines].map(([line, actions]) => `| ${actions.join(', ')} | ${line} |`),
    '',
  ].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
