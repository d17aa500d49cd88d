import type { AssemblyStack } from '../../local/assembly/cloud-assembly';

const PLACE = '{region}:{account}';

/** What a resource's `Ref` or attribute comes to, as far as its shape goes. */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::RestApi.Ref': '{api}',
  'AWS::ApiGateway::UsagePlan.Ref': '{plan}',
  'AWS::DynamoDB::Table.Arn': `arn:aws:dynamodb:${PLACE}:table/{name}`,
  'AWS::IAM::ManagedPolicy.Ref': 'a policy of the stack',
  'AWS::KMS::Key.Arn': `arn:aws:kms:${PLACE}:key/{id}`,
  'AWS::Lambda::Function.Arn': `arn:aws:lambda:${PLACE}:function:{name}`,
  'AWS::Logs::LogGroup.Arn': `arn:aws:logs:${PLACE}:log-group:{name}:*`,
  'AWS::SecretsManager::Secret.Id': `arn:aws:secretsmanager:${PLACE}:secret:{name}-000000`,
  'AWS::SecretsManager::Secret.Ref': `arn:aws:secretsmanager:${PLACE}:secret:{name}-000000`,
};

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': '{account}',
  'AWS::Partition': 'aws',
  'AWS::Region': '{region}',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** Writes template values out with placeholders for what only a deploy knows. */
export class TemplateText {
  public constructor(
    private readonly stack: AssemblyStack,
    private readonly all: readonly AssemblyStack[],
  ) {}

  /** A stack with a region of its own has it written out where others have a reference. */
  public renderAnywhere(value: unknown): string {
    return this.render(value).replaceAll(this.stack.region, '{region}').replaceAll(this.stack.accountId, '{account}');
  }

  public render(value: unknown): string {
    if (typeof value !== 'object' || value === null) {
      return String(value);
    }
    const [name, argument] = Object.entries(value)[0] as [string, unknown];
    switch (name) {
      case 'Ref':
        return PSEUDO[String(argument)] ?? this.named(String(argument), 'Ref');
      case 'Fn::GetAtt':
        return this.named(...((Array.isArray(argument) ? argument : String(argument).split('.')) as [string, string]));
      case 'Fn::Join': {
        const [separator, parts] = argument as [string, unknown[]];
        return parts.map((part) => this.render(part)).join(separator);
      }
      case 'Fn::Sub':
        return String(argument).replace(/\$\{([^}]+)\}/g, (_, inner: string) => this.render({ Ref: inner }));
      case 'Fn::ImportValue':
        return this.imported(this.render(argument));
      default:
        throw new Error(`${this.stack.name}: a policy uses ${name}, which this reader does not know.`);
    }
  }

  private named(logicalId: string, attribute: string): string {
    const type = this.stack.template.Resources[logicalId]?.Type ?? logicalId;
    return NAMES[`${type}.${attribute}`] ?? `{${type}.${attribute}}`;
  }

  private imported(exportName: string): string {
    for (const stack of this.all) {
      const text = new TemplateText(stack, this.all);
      for (const output of Object.values(stack.template.Outputs ?? {})) {
        if (output.Export !== undefined && text.render(output.Export.Name) === exportName) {
          return text.render(output.Value);
        }
      }
    }
    throw new Error(`${this.stack.name}: nothing exports ${exportName}.`);
  }
}
