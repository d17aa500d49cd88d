import path from 'node:path';
import { pythonPrograms } from '../support/installed-tools';
import type { TemplateChecker, TemplateFinding } from './checked-template';
import { runChecker } from './run-checker';

interface Report {
  readonly check_type: string;
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly file_abs_path: string;
      readonly resource: string;
    }[];
  };
  readonly summary: { readonly parsing_errors: number; readonly resource_count: number };
}

/** checkov with every check that it brings for CloudFormation, without its vendor's platform. */
export const checkov: TemplateChecker = {
  name: 'checkov',
  check(templates): TemplateFinding[] {
    const program = path.join(pythonPrograms('checkers'), 'checkov');
    const options = ['--framework', 'cloudformation', '--skip-download', '--quiet', '--compact', '--output', 'json'];
    const output = runChecker(program, [...options, ...templates.flatMap((file) => ['--file', file])], [0, 1]);
    const { summary, results } = JSON.parse(output) as Report;
    if (results === undefined || summary.parsing_errors > 0 || summary.resource_count === 0) {
      throw new Error(`checkov did not read every template: ${output.slice(0, 2_000)}`);
    }
    return results.failed_checks.map(({ check_id, file_abs_path, resource }) => ({
      rule: check_id,
      template: file_abs_path,
      // `AWS::Logs::LogGroup.AuditLog`
      logicalId: resource.slice(resource.lastIndexOf('.') + 1),
    }));
  },
};
