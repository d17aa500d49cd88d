/**
 * Run as a program: synthesizes an app, then lets every rule pack of cdk-nag walk its tree.
 *
 * `nag-report.ts <app> <file to write>`, with the assembly's folder in `CDK_OUTDIR`.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CfnResource, Stack, Stage, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import type { Acknowledgement, Finding } from './finding';

/** A resource under its two names. */
export interface TreeResource {
  readonly path: string;
  readonly logicalId: string;
  readonly template: string;
}

export interface NagReport {
  readonly resources: readonly TreeResource[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** With the acknowledgements, as users see them. */
  readonly open: readonly Finding[];
  /** As if nothing had been acknowledged. */
  readonly all: readonly Finding[];
}

const PACKS = [AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks];

/** What the packs find in a complete tree. It takes the tree's acknowledgements away: to be called once. */
export function nagReport(tree: IConstruct): NagReport {
  const open = findings(tree);
  const acknowledgements = takeAcknowledgements(tree);
  return { resources: resourcesOf(tree), acknowledgements, open, all: findings(tree) };
}

function findings(tree: IConstruct): Finding[] {
  return PACKS.flatMap((Pack) => {
    const pack = new Pack(tree);
    return pack.validateScope(tree).violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => ({
        checker: pack.readPackName,
        rule: ruleName,
        path: String(constructPath),
      })),
    );
  });
}

function takeAcknowledgements(tree: IConstruct): Acknowledgement[] {
  return tree.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) =>
        Object.entries(data as Record<string, string>).map(([rule, reason]) => {
          Reflect.deleteProperty(data, rule);
          // The CDK puts a source before what names none.
          return { rule: rule.replace(/^annotation::/i, ''), path: node.path, reason };
        }),
      ),
  );
}

function resourcesOf(tree: IConstruct): TreeResource[] {
  return tree.node
    .findAll()
    .filter((one) => CfnResource.isCfnResource(one))
    .map((resource) => {
      const stack = Stack.of(resource);
      return { path: resource.node.path, logicalId: stack.resolve(resource.logicalId), template: stack.templateFile };
    });
}

async function main(app: string, file: string): Promise<void> {
  const { synth } = Stage.prototype;
  // Apps do not give themselves away; they synthesize themselves when the process is about to end.
  Stage.prototype.synth = function (this: Stage, options) {
    const assembly = synth.call(this, options);
    writeFileSync(file, JSON.stringify(nagReport(this)));
    return assembly;
  };
  await import(path.resolve(app));
}

const [, program = '', app, file] = process.argv;
if (path.basename(program).startsWith('nag-report') && app !== undefined && file !== undefined) {
  void main(app, file);
}
