/** A permission that a service uses with the role, and never the function's own code. */
export interface ServiceUse {
  readonly action: string;
  /** See `shapeOf`. */
  readonly resource: string;
  readonly why: string;
  /** AWS's page that asks for it. */
  readonly page: string;
}

const LOGS = 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html';
const NETWORK = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html';
const TRACES = 'https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html';
const INTERFACES = "Lambda makes the function's network interfaces; the code is denied it";

/** What Lambda itself does with a function's role. */
export const LAMBDA_USES: readonly ServiceUse[] = [
  { action: 'logs:CreateLogStream', resource: 'log group', why: "Lambda opens the function's log streams", page: LOGS },
  { action: 'logs:PutLogEvents', resource: 'log group', why: "Lambda writes the function's log lines", page: LOGS },
  ...[
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:UnassignPrivateIpAddresses',
  ].map((action) => ({ action, resource: '*', why: INTERFACES, page: NETWORK })),
  { action: 'xray:PutTraceSegments', resource: '*', why: "Lambda sends the function's traces", page: TRACES },
  { action: 'xray:PutTelemetryRecords', resource: '*', why: "Lambda sends the function's traces", page: TRACES },
];

/** What API Gateway does with the role of the account and region. */
export const GATEWAY_USES: readonly ServiceUse[] = [
  {
    action: 'AWS managed policy service-role/AmazonAPIGatewayPushToCloudWatchLogs',
    resource: '*',
    why: 'API Gateway writes the logs of all APIs of the account with one role',
    page: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
  },
];
