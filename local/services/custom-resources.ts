import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FunctionInvoker } from '../gateway/model';
import { readText } from './request-text';

/** A deploy-time call of a function, as CloudFormation makes it. */
export interface CustomResourceCall {
  readonly serviceToken: string;
  readonly stackId: string;
  readonly logicalId: string;
  readonly resourceType: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What the snapshot keeps of each, by stack id and logical id: the next start is an update of it. */
export type StoredCustomResources = Readonly<
  Record<string, { readonly physicalId: string; readonly properties: unknown }>
>;

interface Answer {
  readonly Status?: string;
  readonly Reason?: string;
  readonly PhysicalResourceId?: string;
  readonly StackId?: string;
  readonly RequestId?: string;
  readonly LogicalResourceId?: string;
  readonly Data?: Readonly<Record<string, unknown>>;
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html (2026-11-24) */
const MAX_ANSWER_BYTES = 4096;
/** Longer than any function may run. */
const DEADLINE_MS = 930_000;

/** Where functions believe their answers go; functions reach it as on AWS, over https. */
export const ANSWER_ORIGIN = 'https://cloudformation-custom-resource-response.s3.amazonaws.com';

/** Runs custom resources the way a deploy does: event in, the answer by PUT to a URL. */
export class CustomResources {
  private readonly answers = new Map<string, string>();
  private stored: Record<string, { physicalId: string; properties: unknown }> = {};

  constructor(private readonly changed: () => void = () => {}) {}

  readonly listener = (request: IncomingMessage, response: ServerResponse): void => {
    void readText(request).then((text) => {
      const id = (request.url ?? '').replace(/^\/|\?.*$/g, '');
      const expected = request.method === 'PUT' && this.answers.has(id);
      if (expected) this.answers.set(id, text);
      response.writeHead(expected ? 200 : 403).end();
    });
  };

  /** @throws Error with the function's reason, or what it did in place of answering. */
  async run(call: CustomResourceCall, invoker: FunctionInvoker) {
    const key = `${call.stackId} ${call.logicalId}`;
    const earlier = this.stored[key];
    const requestId = randomUUID();
    const event = {
      RequestType: earlier === undefined ? 'Create' : 'Update',
      ServiceToken: call.serviceToken,
      ResponseURL: `${ANSWER_ORIGIN}/${requestId}?X-Amz-Signature=twin`,
      StackId: call.stackId,
      RequestId: requestId,
      LogicalResourceId: call.logicalId,
      ResourceType: call.resourceType,
      ResourceProperties: call.properties,
      ...(earlier && { PhysicalResourceId: earlier.physicalId, OldResourceProperties: earlier.properties }),
    };
    this.answers.set(requestId, '');
    const result = await invoker.invoke(call.serviceToken, event, DEADLINE_MS);
    const text = this.answers.get(requestId) ?? '';
    this.answers.delete(requestId);
    if (text === '' && !result.ok)
      throw new Error(`its function ended with ${result.errorType}: ${result.errorMessage}`);
    const answer = parseAnswer(text, event);
    const physicalId = answer.PhysicalResourceId as string;
    this.stored[key] = { physicalId, properties: call.properties };
    this.changed();
    return { physicalResourceId: physicalId, attributes: answer.Data ?? {} };
  }

  snapshot(): StoredCustomResources {
    return this.stored;
  }

  restore(stored: StoredCustomResources): void {
    this.stored = { ...stored };
  }
}

function parseAnswer(text: string, event: { StackId: string; RequestId: string; LogicalResourceId: string }): Answer {
  if (text === '') throw new Error('its function ended without an answer to ResponseURL');
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_ANSWER_BYTES) throw new Error(`its answer has ${bytes} bytes, ${MAX_ANSWER_BYTES} are allowed`);
  let answer: Answer;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Error('its answer is not JSON');
  }
  for (const name of ['StackId', 'RequestId', 'LogicalResourceId'] as const) {
    if (answer[name] !== event[name]) throw new Error(`its answer has another ${name} than the request`);
  }
  if (answer.Status === 'FAILED') throw new Error(answer.Reason ?? 'FAILED without a reason');
  if (answer.Status !== 'SUCCESS')
    throw new Error(`its answer has Status ${answer.Status}, SUCCESS or FAILED is expected`);
  if (typeof answer.PhysicalResourceId !== 'string') throw new Error('its answer has no PhysicalResourceId');
  return answer;
}
