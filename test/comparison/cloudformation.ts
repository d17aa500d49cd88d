/** How long a stack may take. */
const LIMIT_MS = 60_000;

/** The few calls of CloudFormation that deploying a template takes, over its query protocol. */
export class CloudFormation {
  constructor(private readonly endpoint: string) {}

  /** @returns the stack's outputs. @throws Error with the stack's events where it does not come up. */
  async createStack(name: string, template: object): Promise<Record<string, string>> {
    await this.call('CreateStack', {
      StackName: name,
      TemplateBody: JSON.stringify(template),
      'Capabilities.member.1': 'CAPABILITY_IAM',
    });
    const stack = await this.until(name, (status) => !status.endsWith('IN_PROGRESS'));
    if (!stack.includes('<StackStatus>CREATE_COMPLETE<')) {
      throw new Error(
        `The stack ${name} did not come up:\n${await this.call('DescribeStackEvents', { StackName: name })}`,
      );
    }
    const outputs = stack.matchAll(/<OutputKey>([^<]*)<\/OutputKey>\s*<OutputValue>([^<]*)</g);
    return Object.fromEntries([...outputs].map(([, key, value]) => [key, value]));
  }

  async deleteStack(name: string): Promise<void> {
    await this.call('DeleteStack', { StackName: name });
  }

  private async until(name: string, done: (status: string) => boolean): Promise<string> {
    const deadline = Date.now() + LIMIT_MS;
    for (;;) {
      const described = await this.call('DescribeStacks', { StackName: name });
      if (done(/<StackStatus>([^<]*)</.exec(described)?.[1] ?? '')) return described;
      if (Date.now() > deadline) throw new Error(`The stack ${name} is not done after ${LIMIT_MS} ms.`);
      // CloudFormation announces nothing; asking again is how its own clients wait.
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  private async call(Action: string, parameters: Readonly<Record<string, string>>): Promise<string> {
    const response = await fetch(this.endpoint, {
      method: 'POST',
      headers: { authorization: unsignedAuthorization('cloudformation') },
      body: new URLSearchParams({ Action, Version: '2010-05-15', ...parameters }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${Action} answered ${response.status}: ${text}`);
    return text;
  }
}

/** Names the service and the Region in a signature's form; neither implementation verifies signatures. */
export function unsignedAuthorization(service: string): string {
  return `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}
