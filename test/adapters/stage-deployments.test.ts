import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { ApiGatewayStageDeployments } from '../../lambda/adapters/stage-deployments';

type Answer = (input: Record<string, unknown>) => unknown;

/** A client that answers by operation, and remembers what it was asked. */
function deployments(answers: Readonly<Record<string, Answer>>) {
  const asked: [string, Record<string, unknown>][] = [];
  const client = new APIGatewayClient({ region: 'eu-west-1' });
  client.send = (async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
    const operation = command.constructor.name.replace(/Command$/, '');
    asked.push([operation, command.input]);
    return answers[operation]?.(command.input) ?? {};
  }) as never;
  return { asked, stage: new ApiGatewayStageDeployments(client, { restApiId: 'api1', stageName: 'prod' }) };
}

function failing(name: string): Answer {
  return () => {
    throw Object.assign(new Error('a message of AWS'), { name });
  };
}

const MADE = { CreateDeployment: () => ({ id: 'new' }) };

test('a fresh deployment is served, and earlier ones of the same description go, on every page', async () => {
  const { asked, stage } = deployments({
    ...MADE,
    GetDeployments: ({ position }) =>
      position === undefined
        ? {
            items: [
              { id: 'new', description: 'ours' },
              { id: 'other', description: 'theirs' },
            ],
            position: 'next',
          }
        : { items: [{ id: 'old', description: 'ours' }, { description: 'ours' }] },
  });

  await stage.refresh('ours');

  expect(asked).toEqual([
    ['CreateDeployment', { restApiId: 'api1', description: 'ours' }],
    [
      'UpdateStage',
      {
        restApiId: 'api1',
        stageName: 'prod',
        patchOperations: [{ op: 'replace', path: '/deploymentId', value: 'new' }],
      },
    ],
    ['GetDeployments', expect.objectContaining({ restApiId: 'api1' })],
    ['GetDeployments', expect.objectContaining({ position: 'next' })],
    ['DeleteDeployment', { restApiId: 'api1', deploymentId: 'old' }],
  ]);
});

test.each(['BadRequestException', 'NotFoundException'])(
  'an earlier one that is served again or gone is left (%s)',
  async (name) => {
    const { stage } = deployments({
      ...MADE,
      GetDeployments: () => ({ items: [{ id: 'old', description: 'ours' }] }),
      DeleteDeployment: failing(name),
    });

    await expect(stage.refresh('ours')).resolves.toBeUndefined();
  },
);

test.each([
  [
    'CreateDeployment',
    'NotFoundException',
    /refused CreateDeployment \(NotFoundException\)\. Deploy the app of the proxy first/,
  ],
  ['UpdateStage', 'AccessDeniedException', /refused UpdateStage \(AccessDeniedException\)\. Check the grants/],
  ['GetDeployments', 'TooManyRequestsException', /refused GetDeployments/],
  ['DeleteDeployment', 'AccessDeniedException', /refused DeleteDeployment/],
])('a refusal of %s is said in words of our own', async (operation, name, message) => {
  const { stage } = deployments({
    ...MADE,
    GetDeployments: () => ({ items: [{ id: 'old', description: 'ours' }] }),
    [operation]: failing(name),
  });

  await expect(stage.refresh('ours')).rejects.toThrow(message);
});
