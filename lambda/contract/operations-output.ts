/** Construct id of the output, and so the start of its name in the template. */
export const OPERATIONS_OUTPUT = 'Operations';

/**
 * What a stack tells the command line about one access proxy: the value of one output, as JSON. The twin's deploy gives
 * the same. It names things and opens nothing.
 */
export interface OperationsOutput {
  /** Says what the JSON is, whatever the output is called. */
  readonly gatehouse: 1;
  /** Path of the construct, for stacks with several. */
  readonly proxy: string;
  /** ARN of the stack: partition, region and account are in it. */
  readonly stackId: string;
  readonly url: string;
  /** Table of the registry. */
  readonly tableName: string;
  /** Key that encrypts the registry; left out = DynamoDB's own. */
  readonly tableKeyArn?: string;
  readonly restApiId: string;
  readonly stageName: string;
  /** Prefix of API Gateway key names: unique for the proxy in its account and region. */
  readonly keyPrefix: string;
  /** Log groups. */
  readonly auditLogGroup: string;
  readonly accessLogGroup: string;
  /** Seconds within which a revocation acts, as text: it may be known only at deploy. */
  readonly revocationBound: string;
  /** Usage plan ids by name. */
  readonly plans: Readonly<Record<string, string>>;
}
