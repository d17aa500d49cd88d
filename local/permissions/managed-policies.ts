/** A statement of a policy that AWS keeps. */
interface ManagedStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string;
}

const LOG_WRITING = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/**
 * AWS's own policies that functions' roles name, as far as the twin knows them.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaBasicExecutionRole.html (2026-11-24)
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html (2026-11-24)
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSXRayDaemonWriteAccess.html (2026-11-24)
 */
const MANAGED: Readonly<Record<string, ManagedStatement>> = {
  'service-role/AWSLambdaBasicExecutionRole': { Effect: 'Allow', Action: LOG_WRITING, Resource: '*' },
  'service-role/AWSLambdaVPCAccessExecutionRole': {
    Effect: 'Allow',
    Action: [
      ...LOG_WRITING,
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    Resource: '*',
  },
  AWSXRayDaemonWriteAccess: {
    Effect: 'Allow',
    Action: [
      'xray:PutTraceSegments',
      'xray:PutTelemetryRecords',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:GetSamplingStatisticSummaries',
    ],
    Resource: '*',
  },
};

export const MANAGED_POLICY_NAMES: readonly string[] = Object.keys(MANAGED);

/** @returns the document of AWS's own policy with this ARN; `undefined` where the twin does not know it. */
export function managedPolicy(arn: string): unknown {
  const name = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1] ?? '';
  const statement = Object.hasOwn(MANAGED, name) ? MANAGED[name] : undefined;
  return statement && { Version: '2012-10-17', Statement: [statement] };
}
