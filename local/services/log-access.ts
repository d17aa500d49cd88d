import type { Refusal, Requirement } from '../permissions/access-guard';
import { ServiceError } from './service-error';

/**
 * The permission that an operation needs. Operations on a group are granted on the group's ARN with `:*`, as the
 * property `Arn` of a group has it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html (2026-11-25)
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html (2026-11-25)
 */
export function logRequirements(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  place: { readonly region: string; readonly accountId: string },
): Requirement[] {
  const named = String(input['logGroupName'] ?? input['logGroupIdentifier'] ?? '');
  const group = named.startsWith('arn:')
    ? named.replace(/:\*$/, '')
    : `arn:aws:logs:${place.region}:${place.accountId}:log-group:${named}`;
  const stream = operation === 'PutLogEvents' ? String(input['logStreamName'] ?? '') : '';
  return [{ action: `logs:${operation}`, resource: `${group}:log-stream:${stream}` }];
}

/** CloudWatch Logs' own errors. */
export function logRefusal({ kind, message }: Refusal): ServiceError {
  if (kind === 'unsigned') return new ServiceError('MissingAuthenticationTokenException', message);
  if (kind === 'unknown credentials') return new ServiceError('UnrecognizedClientException', message);
  return new ServiceError('AccessDeniedException', message);
}
