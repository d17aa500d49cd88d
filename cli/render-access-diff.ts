import type { AccessChange, AccessDiff } from '../lambda/domain/access/access-diff';
import type { Rendering } from './terminal/render-output';

/** Changes that let somebody do more, or may. */
const WIDENING: ReadonlySet<AccessChange['change']> = new Set(['gained', 'widened', 'changed']);

/** For a terminal: a row a change, widening ones first, and below them the policies that make the difference. */
export function renderAccessDiff(diff: AccessDiff): Rendering {
  const changes = sorted(diff.changes);
  return {
    value: { ...diff, changes },
    tables: [
      {
        head: ['WHO', 'ACTION', 'ROUTES', 'BEFORE', 'AFTER', 'CHANGE'],
        rows: changes.map(({ who, action, routes, before, after, change }) => [
          who,
          action,
          routes.join(', '),
          before,
          after,
          change,
        ]),
      },
      {
        head: ['ISSUER', 'CHANGE'],
        rows: diff.issuers.map(({ issuer, change }) => [issuer, change]),
      },
    ],
    text: [...policyLines(changes, '  '), summaryOf(diff)].join('\n'),
  };
}

/** For a pull request. */
export function renderAccessMarkdown(diff: AccessDiff): string {
  const changes = sorted(diff.changes);
  const policies = policyLines(changes, '');
  return [
    `### Access: ${diff.widened ? 'widened' : 'not widened'}`,
    '',
    summaryOf(diff),
    ...(changes.length === 0
      ? []
      : ['', '| who | action | routes | before | after | change |', '|---|---|---|---|---|---|']),
    ...changes.map(
      ({ who, action, routes, before, after, change }) =>
        `| ${[cell(who), code(action), routes.map(code).join('<br>'), before, after, WIDENING.has(change) ? `**${change}**` : change].join(' | ')} |`,
    ),
    ...(diff.issuers.length === 0 ? [] : ['', '| issuer | change |', '|---|---|']),
    ...diff.issuers.map(({ issuer, change }) => `| ${cell(issuer)} | ${change} |`),
    ...(policies.length === 0 ? [] : ['', '```diff', ...policies, '```']),
  ].join('\n');
}

/** Each policy once: what is no longer among those that apply, what is new among them. */
function policyLines(changes: readonly AccessChange[], indent: string): string[] {
  const removed = new Set(changes.flatMap((change) => change.removed));
  const added = new Set(changes.flatMap((change) => change.added));
  return [
    ...[...removed].filter((text) => !added.has(text)).map((text) => `${indent}- ${oneLine(text)}`),
    ...[...added].filter((text) => !removed.has(text)).map((text) => `${indent}+ ${oneLine(text)}`),
  ];
}

function summaryOf({ changes, issuers, widened }: AccessDiff): string {
  if (changes.length === 0 && issuers.length === 0) {
    return 'Nobody gains or loses anything.';
  }
  const wider = changes.filter(({ change }) => WIDENING.has(change)).length;
  const terms = issuers.length === 0 ? '' : ` Issuers that differ: ${issuers.length}.`;
  const narrower = changes.length - wider;
  return `Changes that widen access, or may: ${wider}; that narrow it: ${narrower}.${terms}${widened ? '' : ' Nothing widens.'}`;
}

function sorted(changes: readonly AccessChange[]): AccessChange[] {
  return [...changes].sort((one, other) => Number(WIDENING.has(other.change)) - Number(WIDENING.has(one.change)));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Names come from declarations and must not leave their cell. */
function cell(text: string): string {
  return text.replace(/[|\\`*_<>[\]]/g, '\\$&').replace(/\s+/g, ' ');
}

function code(text: string): string {
  return `\`${text.replace(/[`|\s]+/g, ' ')}\``;
}
