import { CustomResources } from '../../../local/services/custom-resources';
import { LoopbackEndpoint } from '../../../local/services/loopback-endpoint';
import { runningFunctions, type RunningFunctions } from '../support/lambda-service';
import { registrarSource } from '../support/small-gateway';
import { removeTemporaryDirectories } from '../support/temporary-directory';

const CALL = {
  stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/S/1',
  logicalId: 'Release',
  resourceType: 'Custom::Release',
  properties: { ServiceToken: 't', Count: '3' },
};

describe('a custom resource', () => {
  let resources: CustomResources;
  let endpoint: LoopbackEndpoint;
  let functions: RunningFunctions;

  beforeEach(async () => {
    resources = new CustomResources();
    endpoint = new LoopbackEndpoint(resources.listener);
    await endpoint.start();
    functions = runningFunctions({
      egress: { 'https://cloudformation-custom-resource-response.s3.amazonaws.com': endpoint.url },
    });
  });

  afterEach(async () => {
    await functions.service.stop();
    await endpoint.kill();
  });

  afterAll(removeTemporaryDirectories);

  const run = (source: string, properties: Record<string, unknown> = CALL.properties) =>
    resources.run({ ...CALL, properties, serviceToken: functions.add(source) }, functions.service);

  test('is created with CloudFormation’s event and answers through ResponseURL', async () => {
    const answer = await run(registrarSource('{ Data: { Event: JSON.stringify(event) } }'));

    expect(answer.physicalResourceId).toBe('registry');
    expect(JSON.parse(String(answer.attributes['Event']))).toEqual({
      RequestType: 'Create',
      ServiceToken: expect.stringContaining(':function:fn1'),
      ResponseURL: expect.stringMatching(/^https:\/\//),
      StackId: CALL.stackId,
      RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      LogicalResourceId: 'Release',
      ResourceType: 'Custom::Release',
      ResourceProperties: CALL.properties,
    });
  });

  test('that an earlier start made is updated, and told what it was made of', async () => {
    await run(registrarSource('{}'));
    const earlier = resources;
    resources = new CustomResources();
    resources.restore(earlier.snapshot());
    await endpoint.kill();
    endpoint = new LoopbackEndpoint(resources.listener, endpoint.boundPort);
    await endpoint.start();

    const answer = await run(registrarSource('{ Data: { Event: JSON.stringify(event) } }'), {
      ServiceToken: 't',
      Count: '4',
    });

    expect(JSON.parse(String(answer.attributes['Event']))).toMatchObject({
      RequestType: 'Update',
      PhysicalResourceId: 'registry',
      OldResourceProperties: { ServiceToken: 't', Count: '3' },
      ResourceProperties: { ServiceToken: 't', Count: '4' },
    });
  });

  test.each([
    [
      'says FAILED',
      registrarSource("{ Status: 'FAILED', Reason: 'policy 3 does not validate' }"),
      'policy 3 does not validate',
    ],
    [
      'throws',
      "exports.handler = async () => { throw new RangeError('no table'); };",
      'its function ended with RangeError: no table',
    ],
    ['does not answer', 'exports.handler = async () => {};', 'its function ended without an answer to ResponseURL'],
    [
      'answers to another request',
      registrarSource("{ RequestId: 'x' }"),
      'its answer has another RequestId than the request',
    ],
    [
      'answers without an id',
      registrarSource('{ PhysicalResourceId: undefined }'),
      'its answer has no PhysicalResourceId',
    ],
    ['answers with more than 4 KB', registrarSource("{ Data: { X: 'x'.repeat(4096) } }"), 'bytes, 4096 are allowed'],
    [
      'answers with an unknown status',
      registrarSource("{ Status: 'DONE' }"),
      'Status DONE, SUCCESS or FAILED is expected',
    ],
  ])('whose function %s fails with that', async (_, source, reason) => {
    await expect(run(source)).rejects.toThrow(reason);
  });

  test('is answered by nobody but its function', async () => {
    const answer = await fetch(`${endpoint.url}/anything`, { method: 'PUT', body: '{}' });

    expect(answer.status).toBe(403);
  });
});
