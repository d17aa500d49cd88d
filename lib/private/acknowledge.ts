import { CfnResource, Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type Finding, FINDINGS, type FindingName } from './findings';

/** Why each finding stays as it is; one that does not apply is left out or `undefined`. */
export type Reasons = { readonly [name in FindingName]?: string | undefined };

interface Skip {
  readonly id: string;
  readonly comment: string;
}

/**
 * Acknowledges findings at the resource they are about, in the form of each checker: so whoever runs the same checkers on
 * a stack of their own sees none of these, and none of their own findings is hidden.
 *
 * @param construct a resource, or a construct whose main resource it is. cdk-nag also takes it for what stands below.
 * @param reasons each an argument that holds for this resource.
 */
export function acknowledge(construct: IConstruct, reasons: Reasons): void {
  const resource = resourceOf(construct);
  for (const [name, reason] of Object.entries(reasons) as [FindingName, string | undefined][]) {
    if (reason !== undefined) {
      acknowledgeOne(construct, resource, FINDINGS[name], reason);
    }
  }
}

/**
 * Acknowledges one wildcard in a policy.
 *
 * @param construct role or policy.
 * @param resource the ARN as the statement names it.
 */
export function acknowledgeWildcard(construct: IConstruct, resource: string, reason: string): void {
  // Only a complete tree knows how an ARN will read.
  whenComplete(construct, () =>
    record(construct, [`AwsSolutions-IAM5[Resource::${flat(Stack.of(construct).resolve(resource))}]`], reason),
  );
}

/** Acknowledges a policy of AWS's own. @param policyArn as the role names it. */
export function acknowledgeManagedPolicy(role: IConstruct, policyArn: string, reason: string): void {
  whenComplete(role, () =>
    record(role, [`AwsSolutions-IAM4[Policy::${flat(Stack.of(role).resolve(policyArn))}]`], reason),
  );
}

function acknowledgeOne(construct: IConstruct, resource: CfnResource, finding: Finding, reason: string): void {
  const { nag = [], checkov = [], guard = [], lint = [] } = finding;
  record(construct, [...nag, ...checkov, ...guard, ...lint], reason);
  extend<Skip>(
    resource,
    'checkov',
    'skip',
    checkov.map((id) => ({ id, comment: reason })),
  );
  extend(resource, 'guard', 'SuppressedRules', guard);
  if (lint.length > 0) {
    resource.addMetadata('cfn-lint', { config: { ignore_checks: [...lint] } });
  }
}

/**
 * Writes what `Validations.of(construct).acknowledge()` writes, which is where cdk-nag looks, and the one place that has
 * the reason for every checker. The method itself refuses ids with more than one `::` before 2.262 of the CDK, which
 * ARNs have, and there writes every earlier acknowledgement again with each new one.
 */
function record(construct: IConstruct, ids: readonly string[], reason: string): void {
  construct.node.addMetadata(
    Validations.ACKNOWLEDGED_RULES_METADATA_KEY,
    Object.fromEntries(ids.map((id) => [id, reason])),
  );
}

function extend<T>(resource: CfnResource, checker: string, list: string, entries: readonly T[]): void {
  if (entries.length > 0) {
    const known = resource.getMetadata(checker) as { readonly [list: string]: readonly T[] } | undefined;
    resource.addMetadata(checker, { ...known, [list]: [...(known?.[list] ?? []), ...entries] });
  }
}

function resourceOf(construct: IConstruct): CfnResource {
  return CfnResource.isCfnResource(construct) ? construct : (construct.node.defaultChild as CfnResource);
}

function whenComplete(construct: IConstruct, act: () => void): void {
  construct.node.addValidation({
    validate: () => {
      act();
      return [];
    },
  });
}

/** A resolved text as cdk-nag names it: references in angle brackets. */
function flat(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  const [[kind, content] = ['', undefined]] = Object.entries(value as Record<string, unknown>);
  switch (kind) {
    case 'Ref':
      return `<${String(content)}>`;
    case 'Fn::GetAtt':
      return `<${(content as string[]).join('.')}>`;
    case 'Fn::ImportValue':
      return flat(content);
    case 'Fn::Join': {
      const [delimiter, parts] = content as [string, unknown[]];
      return parts.map(flat).join(delimiter);
    }
    default:
      return JSON.stringify(value);
  }
}
