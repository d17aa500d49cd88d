import path from 'node:path';
import { pythonPrograms } from '../support/installed-tools';
import type { TemplateChecker, TemplateFinding } from './checked-template';
import { runChecker } from './run-checker';

interface Match {
  readonly Filename: string;
  readonly Location: { readonly Path?: readonly (string | number)[] };
  readonly Rule: { readonly Id: string };
}

/** cfn-lint with its errors and warnings; what it merely notes is about style. */
export const cfnLint: TemplateChecker = {
  name: 'cfn-lint',
  check(templates): TemplateFinding[] {
    const program = path.join(pythonPrograms('checkers'), 'cfn-lint');
    const options = ['--format', 'json', '--non-zero-exit-code', 'none', '--regions', 'us-east-1', '--template'];
    const matches = JSON.parse(runChecker(program, [...options, ...templates], [0])) as Match[];
    return matches.map(({ Filename, Location, Rule }) => {
      const [section, logicalId] = Location.Path ?? [];
      return { rule: Rule.Id, template: Filename, logicalId: section === 'Resources' ? String(logicalId) : '' };
    });
  },
};
