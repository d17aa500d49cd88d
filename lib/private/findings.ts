/** What one concern is called by each checker. */
export interface Finding {
  /** Rules of cdk-nag's packs, with the pack's name before the first `-`. */
  readonly nag?: readonly string[];
  /** Checks of checkov. */
  readonly checkov?: readonly string[];
  /** Rules of cfn-guard, as AWS's Control Tower names them. */
  readonly guard?: readonly string[];
  /** Rules of cfn-lint. */
  readonly lint?: readonly string[];
}

const HIPAA = 'HIPAA.Security';
const NIST = 'NIST.800.53.R5';
const PCI = 'PCI.DSS.321';
const SERVERLESS = 'Serverless';

function inPacks(rule: string, ...packs: string[]): string[] {
  return packs.map((pack) => `${pack}-${rule}`);
}

/**
 * Concerns that checkers raise about resources of these constructs, under the names of all of them. Whether one stays,
 * and why, is said where the resource is made.
 */
export const FINDINGS = {
  /** The stage holds no cache of answers. */
  noAnswerCache: {
    nag: inPacks('APIGWCacheEnabledAndEncrypted', HIPAA, NIST, PCI),
    checkov: ['CKV_AWS_120'],
  },
  /** API Gateway shows no client certificate of its own. */
  noClientCertificate: { nag: inPacks('APIGWSSLEnabled', HIPAA, NIST, PCI) },
  noExecutionLog: {
    nag: ['AwsSolutions-APIG6', ...inPacks('APIGWExecutionLoggingEnabled', HIPAA, NIST, PCI)],
    guard: ['api_gw_v1_execution_logging_enabled_check'],
  },
  noRequestValidator: { nag: ['AwsSolutions-APIG2'] },
  noStageThrottling: { nag: ['Serverless-APIGWDefaultThrottling'] },
  noStageTracing: {
    nag: inPacks('APIGWXrayEnabled', HIPAA, SERVERLESS),
    checkov: ['CKV_AWS_73'],
    guard: ['api_gw_xray_enabled_check'],
  },
  noWebAcl: { nag: ['AwsSolutions-APIG3', ...inPacks('APIGWAssociatedWithWAF', NIST, PCI)] },
  /** Another authorizer than Cognito's. */
  ownAuthorizer: { nag: ['AwsSolutions-COG4'] },
  /** The permission's account is a reference, where a text is looked for. */
  accountByReference: { guard: ['lambda_function_public_access_prohibited_check'] },

  noDeadLetters: { nag: inPacks('LambdaDLQ', HIPAA, NIST, SERVERLESS), checkov: ['CKV_AWS_116'] },
  noFailureDestination: { nag: ['Serverless-LambdaAsyncFailureDestination'] },
  noFunctionTracing: { nag: ['Serverless-LambdaTracing'] },
  noReservedConcurrency: { nag: inPacks('LambdaConcurrency', HIPAA, NIST), checkov: ['CKV_AWS_115'] },
  outsideNetwork: {
    nag: inPacks('LambdaInsideVPC', HIPAA, NIST, PCI),
    checkov: ['CKV_AWS_117'],
    guard: ['lambda_inside_vpc_check'],
  },
  /** The environment is encrypted with Lambda's key, not a customer's. */
  plainEnvironment: { checkov: ['CKV_AWS_173'] },
  /** A dependency that a reference says already. */
  repeatedDependency: { lint: ['W3005'] },

  /** Write access to network interfaces of any name. */
  anyInterface: {
    nag: ['AwsSolutions-IAM5[Resource::*]', 'Serverless-LambdaStarPermissions'],
    checkov: ['CKV_AWS_111'],
  },
  inlinePolicy: { nag: inPacks('IAMNoInlinePolicy', HIPAA, NIST, PCI) },

  logServiceKey: {
    nag: inPacks('CloudWatchLogGroupEncrypted', HIPAA, NIST, PCI),
    checkov: ['CKV_AWS_158'],
    guard: ['cloudwatch_log_group_encrypted_check'],
  },
  tableServiceKey: { checkov: ['CKV_AWS_119'], guard: ['dynamodb_table_encrypted_kms_check'] },
  secretServiceKey: { nag: inPacks('SecretsManagerUsingKMSKey', HIPAA, NIST, PCI), checkov: ['CKV_AWS_149'] },
  noRotation: { nag: ['AwsSolutions-SMG4', ...inPacks('SecretsManagerRotationEnabled', HIPAA, NIST)] },
  noBackupPlan: { nag: inPacks('DynamoDBInBackupPlan', HIPAA, NIST) },
} as const satisfies Readonly<Record<string, Finding>>;

export type FindingName = keyof typeof FINDINGS;
