import type { DeclaredPolicy } from '../permissions/policy-document';
import type { DeclaredResource } from './resource-type';

/** A policy document of a resource. @param document property that holds it. */
export function policyOf(
  { stack, logicalId, place }: DeclaredResource,
  document: string,
  content: unknown,
): DeclaredPolicy {
  return { stack: stack.name, logicalId, place, document, content };
}
