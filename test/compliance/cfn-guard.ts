import path from 'node:path';
import { npmPackages } from '../support/installed-tools';
import { readTemplate, type TemplateChecker, type TemplateFinding } from './checked-template';
import { runChecker } from './run-checker';

/** cfn-guard 3.1.1 as a binary, and AWS's proactive rules of Control Tower. */
const PACKAGE = '@cdklabs/cdk-validator-cfnguard@0.0.62';
/** Rules that stand in the package; fewer were not loaded. */
const RULES = 237;

interface Report {
  readonly name: string;
  readonly not_compliant: readonly { readonly Rule: { readonly name: string } }[];
  readonly not_applicable: readonly string[];
  readonly compliant: readonly string[];
}

/** The folder of the package, with its binaries and rules. */
export function cfnGuardFolder(): string {
  return path.join(npmPackages('cfn-guard', [PACKAGE]), 'node_modules', '@cdklabs', 'cdk-validator-cfnguard');
}

/**
 * cfn-guard with AWS's Control Tower rules. They take no notice of `Metadata.guard.SuppressedRules`, which is what the
 * registry's rules do, so that is done here: by rule and resource.
 */
export const cfnGuard: TemplateChecker = {
  name: 'cfn-guard',
  check(templates): TemplateFinding[] {
    const folder = cfnGuardFolder();
    return templates.flatMap((template) => {
      const output = runChecker(
        path.join(folder, 'bin', 'ubuntu', process.arch === 'arm64' ? 'aarch64' : 'x86_64', 'cfn-guard'),
        [
          'validate',
          ...['--rules', path.join(folder, 'rules', 'control-tower', 'cfn-guard')],
          ...['--data', template],
          ...['--structured', '--output-format', 'json', '--show-summary', 'none'],
        ],
        [0, 19],
      );
      const [report] = JSON.parse(output) as Report[];
      return report === undefined ? [] : findings(template, report);
    });
  },
};

function findings(template: string, report: Report): TemplateFinding[] {
  const { not_compliant, not_applicable, compliant } = report;
  const names = new Set([...not_applicable, ...compliant, ...not_compliant.map(({ Rule }) => Rule.name)]);
  if (names.size < RULES) {
    throw new Error(`cfn-guard judged ${template} by ${names.size} rules, and there are ${RULES}.`);
  }
  const { Resources } = readTemplate(template);
  return not_compliant.flatMap(({ Rule }) => {
    // Rules say where they looked, value by value; a rule that names no resource is about the template.
    const ids = new Set([...JSON.stringify(Rule).matchAll(/"\/Resources\/(\w+)/g)].map(([, id]) => String(id)));
    return [...(ids.size === 0 ? [''] : ids)]
      .filter((id) => !suppressed(Resources[id]?.Metadata).includes(Rule.name))
      .map((logicalId) => ({ rule: Rule.name, template, logicalId }));
  });
}

function suppressed(metadata: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  return (metadata?.['guard'] as { SuppressedRules?: string[] } | undefined)?.SuppressedRules ?? [];
}
