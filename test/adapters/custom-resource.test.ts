import { MissingValueError } from '../../lambda/contract/declarations';
import { RegistrarFault } from '../../lambda/domain/registrar-fault';
import type { RegistrarOutcome } from '../../lambda/domain/registrar-request';
import { answerCustomResource } from '../../lambda/adapters/custom-resource';

const EVENT = { ResponseURL: 'https://bucket/answer', StackId: 'S', RequestId: 'R', LogicalResourceId: 'L' };

interface Answer extends Record<string, unknown> {
  readonly logged: readonly string[];
}

async function answerTo(work: () => Promise<RegistrarOutcome>, event = EVENT): Promise<Answer> {
  const sent: { url: string; answer: Record<string, unknown> }[] = [];
  const logged: string[] = [];
  await answerCustomResource(event, work, {
    send: async (url, answer) => void sent.push({ url, answer: answer as Record<string, unknown> }),
    log: (line) => void logged.push(line),
  });
  expect(sent.map(({ url }) => url)).toEqual([EVENT.ResponseURL]);
  return { ...(sent[0]?.answer as Record<string, unknown>), logged };
}

function failing(fault: unknown): () => Promise<never> {
  return () => Promise.reject(fault);
}

describe('the custom resource', () => {
  it('answers with the release under one id', async () => {
    const values = { Release: 'r', Schema: 's' };

    expect(await answerTo(async () => ({ ok: true, values }))).toEqual({
      Status: 'SUCCESS',
      Data: values,
      PhysicalResourceId: 'gatehouse-registry',
      StackId: 'S',
      RequestId: 'R',
      LogicalResourceId: 'L',
      logged: [],
    });
  });

  it('keeps the id that CloudFormation knows', async () => {
    const event = { ...EVENT, PhysicalResourceId: 'older' };

    expect(await answerTo(async () => ({ ok: false, problems: ['No.'] }), event)).toMatchObject({
      Status: 'FAILED',
      Reason: 'No.',
      PhysicalResourceId: 'older',
      logged: ['{"problem":"No."}'],
    });
  });

  it('shows as many problems as fit into 1 KB, and logs all of them', async () => {
    const problems = Array.from({ length: 40 }, (_, index) => `Problem ${index}: ${'é'.repeat(20)}.`);

    const { Reason, logged } = await answerTo(async () => ({ ok: false, problems }));

    expect(Reason).toMatch(/^Problem 0: é{20}\. Problem 1: .*\. … \d+ more: see the registrar's log\.$/);
    expect(Buffer.byteLength(Reason as string)).toBeLessThanOrEqual(1024);
    expect(logged).toHaveLength(40);
  });

  it('cuts a long problem at a whole character', async () => {
    const { Reason } = await answerTo(async () => ({ ok: false, problems: [`x${'😀'.repeat(400)}`] }));

    expect(Reason).toMatch(/^x(😀)+ … 1 more: see the registrar's log\.$/u);
    expect(Buffer.byteLength(Reason as string)).toBeLessThanOrEqual(1024);
  });

  it.each([
    ['asynchronously', failing(new RegistrarFault('Deploy again.'))],
    [
      'at once',
      () => {
        throw new MissingValueError('Deploy again.');
      },
    ],
  ])('answers where the work throws %s, with what to do', async (_, work) => {
    expect(await answerTo(work)).toMatchObject({ Status: 'FAILED', Reason: 'Deploy again.' });
  });

  it('L4 does not repeat what libraries say', async () => {
    const answers = [
      await answerTo(failing(new TypeError('canary\nand canary'))),
      await answerTo(failing(Object.assign(new Error('canary'), { stack: undefined }))),
    ];

    expect(answers[0]).toMatchObject({ Reason: expect.stringContaining('An unexpected TypeError') });
    expect(answers[0]?.logged[0]).toContain('custom-resource.test.ts');
    expect(JSON.stringify(answers)).not.toContain('canary');
  });
});
