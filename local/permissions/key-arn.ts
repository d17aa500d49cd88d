/**
 * The ARN of a KMS key that a table or secret names by ARN or id.
 *
 * @returns `undefined` for an alias: which key it stands for is not known here.
 */
export function keyArnOf(named: string, region: string, accountId: string): string | undefined {
  if (/(^|:)alias\//.test(named)) return undefined;
  return named.startsWith('arn:') ? named : `arn:aws:kms:${region}:${accountId}:key/${named}`;
}
