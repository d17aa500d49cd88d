/** A secret as a template declares it. */
export interface SecretModel {
  readonly logicalId: string;
  readonly stack: string;
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly kmsKeyId?: string;
  /** First value; without it the secret holds no version at all, and reading it fails. */
  readonly initialValue?: string;
}
