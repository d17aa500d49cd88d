import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cfnGuard } from './cfn-guard';
import { cfnLint } from './cfn-lint';
import type { CheckedApp } from './checked-app';
import { type TemplateChecker, type TemplateFinding, withoutAcknowledgements } from './checked-template';
import { checkov } from './checkov';
import { type Acknowledgement, deadAcknowledgements, type Finding } from './finding';

export const TEMPLATE_CHECKERS: readonly TemplateChecker[] = [cfnGuard, cfnLint, checkov];

/** What all checkers say of all apps. */
export interface ComplianceRun {
  readonly open: readonly Finding[];
  /** As if nothing had been acknowledged. */
  readonly all: readonly Finding[];
  readonly acknowledgements: readonly Acknowledgement[];
  readonly dead: readonly Acknowledgement[];
  readonly templates: number;
}

/** Runs every checker over every app, with and without what is acknowledged. */
export function checkCompliance(apps: readonly Pick<CheckedApp, 'nag' | 'templates'>[]): ComplianceRun {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-bare-'));
  // Names of templates repeat from app to app.
  const bare = new Map(
    apps.map(({ templates }, index) => {
      mkdirSync(path.join(folder, String(index)));
      return [index, templates.map((file) => withoutAcknowledgements(file, path.join(folder, String(index))))];
    }),
  );
  const open = apps.map(({ nag }) => [...nag.open]);
  const all = apps.map(({ nag }) => [...nag.all]);
  for (const { name, check } of TEMPLATE_CHECKERS) {
    const add = (files: (index: number) => readonly string[], to: Finding[][]): void => {
      const found = check(apps.flatMap((_app, index) => files(index)));
      apps.forEach((app, index) => {
        to[index]?.push(...found.filter(({ template }) => files(index).includes(template)).map(inTree(app, name)));
      });
    };
    add((index) => apps[index]?.templates ?? [], open);
    add((index) => bare.get(index) ?? [], all);
  }
  rmSync(folder, { recursive: true, force: true });
  return {
    open: open.flat(),
    all: all.flat(),
    acknowledgements: apps.flatMap(({ nag }) => nag.acknowledgements),
    // App by app: paths repeat.
    dead: apps.flatMap(({ nag }, index) => deadAcknowledgements(nag.acknowledgements, all[index] ?? [])),
    templates: apps.flatMap(({ templates }) => templates).length,
  };
}

function inTree({ nag }: Pick<CheckedApp, 'nag'>, checker: string): (finding: TemplateFinding) => Finding {
  return ({ rule, template, logicalId }) => {
    const resource = nag.resources.find(
      (one) => one.logicalId === logicalId && one.template === path.basename(template),
    );
    return { checker, rule, path: resource?.path ?? `${path.basename(template)}: ${logicalId}` };
  };
}
