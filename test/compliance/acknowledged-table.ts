import type { ComplianceRun } from './compliance-run';
import { covers } from './finding';

/** Rows of the documentation: what is found, how often, and why it stays; in one order whatever runs first. */
export function acknowledgedTable({ acknowledgements, all }: ComplianceRun): string {
  const rows = new Map<string, Set<string>>();
  for (const acknowledgement of acknowledgements) {
    const rules = rows.get(acknowledgement.reason) ?? new Set();
    for (const finding of all.filter((one) => covers(acknowledgement, one))) {
      rules.add(documentedRule(finding.rule));
    }
    rows.set(acknowledgement.reason, rules);
  }
  const lines = [...rows].map(
    ([reason, rules]) =>
      `| ${[...rules]
        .sort()
        .map((rule) => `\`${rule}\``)
        .join(', ')} | ${reason} |`,
  );
  return ['| finding | why it stays |', '| --- | --- |', ...lines.sort()].join('\n');
}

/** What stands in brackets names a resource of one app. */
function documentedRule(rule: string): string {
  return rule.replace(/\[.*\]$/, '');
}
