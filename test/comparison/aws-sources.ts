const GUIDE = 'https://docs.aws.amazon.com/apigateway/latest/developerguide';
const SECRETS = 'https://docs.aws.amazon.com/secretsmanager/latest/apireference';
const SNAPSHOTS = 'https://github.com/localstack/localstack/tree/main/tests/aws/services/apigateway';

/** AWS's own pages, and public records of what AWS answered, that explanations name. */
export const SOURCES = {
  notes: `${GUIDE}/api-gateway-known-issues.html`,
  variables: `${GUIDE}/api-gateway-mapping-template-reference.html`,
  proxy: `${GUIDE}/set-up-lambda-proxy-integrations.html`,
  authorizer: `${GUIDE}/apigateway-use-lambda-authorizer.html`,
  authorizerInput: `${GUIDE}/api-gateway-lambda-authorizer-input.html`,
  authorizerOutput: `${GUIDE}/api-gateway-lambda-authorizer-output.html`,
  responseTypes: `${GUIDE}/supported-gateway-response-types.html`,
  responses: `${GUIDE}/api-gateway-gatewayResponse-definition.html`,
  createAuthorizer: 'https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html',
  keySources: `${GUIDE}/api-gateway-api-key-source.html`,
  limits: `${GUIDE}/api-gateway-execution-service-limits-table.html`,
  throttling: `${GUIDE}/api-gateway-request-throttling.html`,
  logs: 'https://repost.aws/knowledge-center/api-gateway-logs',
  policies: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
  /** Events and answers recorded on AWS: `test_lambda_aws_proxy_integration`, `…_response_payload_format_validation`. */
  recordedProxy: `${SNAPSHOTS}/test_apigateway_lambda.snapshot.json`,
  /** Recorded on AWS: `test_aws_proxy_binary_response`, an assertion run against AWS. */
  recordedBinary: `${SNAPSHOTS}/test_apigateway_lambda.py`,
  /** Recorded on AWS: `test_routing_not_found`, `test_api_key_required_for_methods`, `test_invocation_trace_id`. */
  recordedRouting: `${SNAPSHOTS}/test_apigateway_common.snapshot.json`,
  /** Recorded on AWS: header remapping per integration type. */
  recordedHeaders: `${SNAPSHOTS}/test_apigateway_integrations.snapshot.json`,
  measuredKeys: 'https://github.com/ministackorg/ministack/issues/1746',
  measuredMissingRoute: 'https://github.com/DataBiosphere/azul/issues/7470',
  measuredEncodedSlash: 'https://github.com/aws/aws-sam-cli/issues/3524',
  measuredIdentitySource: 'https://github.com/dherault/serverless-offline/issues/1720',
  createSecret: `${SECRETS}/API_CreateSecret.html`,
  deleteSecret: `${SECRETS}/API_DeleteSecret.html`,
  describeSecret: `${SECRETS}/API_DescribeSecret.html`,
  getSecretValue: `${SECRETS}/API_GetSecretValue.html`,
  getRandomPassword: `${SECRETS}/API_GetRandomPassword.html`,
  listSecrets: `${SECRETS}/API_ListSecrets.html`,
  listSecretVersionIds: `${SECRETS}/API_ListSecretVersionIds.html`,
  putSecretValue: `${SECRETS}/API_PutSecretValue.html`,
  rotateSecret: `${SECRETS}/API_RotateSecret.html`,
  updateSecretVersionStage: `${SECRETS}/API_UpdateSecretVersionStage.html`,
  /** AWS’s own texts, as acceptance tests met them. */
  metDeletedName: 'https://github.com/hashicorp/terraform-provider-aws/pull/8219',
  metRemoveFrom: 'https://github.com/hashicorp/terraform-provider-aws/issues/19943',
  /** Recorded on AWS. */
  recordedSecrets:
    'https://github.com/localstack/localstack/tree/main/tests/aws/services/secretsmanager/test_secretsmanager.snapshot.json',
} as const;

/** Where a difference is explained by a question that is open: the question's id. */
export function openQuestion(id: string): string {
  return `open question ${id}`;
}
