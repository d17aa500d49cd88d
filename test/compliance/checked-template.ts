import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Keys of `Metadata` in which the checkers of templates look for acknowledgements. */
const ACKNOWLEDGED_IN = ['checkov', 'guard', 'cfn-lint'];

/** A finding in a template. */
export interface TemplateFinding {
  readonly rule: string;
  /** The template's file. */
  readonly template: string;
  /** The resource's logical id; empty where it is about the template. */
  readonly logicalId: string;
}

/** A program that reads templates. */
export interface TemplateChecker {
  readonly name: string;
  /**
   * @param templates files.
   * @returns what is found and not acknowledged.
   * @throws Error with the program's own words where it does not run, or did not read a template.
   */
  check(templates: readonly string[]): TemplateFinding[];
}

interface Template {
  readonly Resources: Readonly<Record<string, { Metadata?: Record<string, unknown> }>>;
}

export function readTemplate(file: string): Template {
  return JSON.parse(readFileSync(file, 'utf8')) as Template;
}

/** Writes a copy of a template in which nothing is acknowledged. @returns its file, of the same name in `folder`. */
export function withoutAcknowledgements(file: string, folder: string): string {
  const template = readTemplate(file);
  for (const { Metadata } of Object.values(template.Resources)) {
    for (const key of ACKNOWLEDGED_IN) {
      delete Metadata?.[key];
    }
  }
  const copy = path.join(folder, path.basename(file));
  writeFileSync(copy, JSON.stringify(template, null, 1));
  return copy;
}
