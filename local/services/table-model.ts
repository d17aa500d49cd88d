/** A DynamoDB table as a template declares it; fields follow `CreateTable`. */
export interface TableModel {
  readonly logicalId: string;
  readonly stack: string;
  readonly name: string;
  readonly arn: string;
  readonly keySchema: readonly unknown[];
  readonly attributeDefinitions: readonly unknown[];
  readonly globalSecondaryIndexes?: readonly unknown[];
  readonly localSecondaryIndexes?: readonly unknown[];
  /** Of the customer's key that encrypts it. */
  readonly encryptionKeyArn?: string;
}
