import { RestApiDeployments } from '../../../local/services/rest-api-deployments';

const clock = { now: () => 5_000 };

test('deployments are made, served and deleted, but not while they are served', () => {
  let changes = 0;
  const deployments = new RestApiDeployments(clock, () => (changes += 1));

  const first = deployments.create('api1', 'ours');
  const second = deployments.create('api1', undefined);
  deployments.serve('api1', 'prod', first.id);

  expect(deployments.list('api1')).toEqual([
    { id: first.id, description: 'ours', createdAt: 5_000 },
    { id: second.id, createdAt: 5_000 },
  ]);
  expect(() => deployments.delete('api1', first.id)).toThrow('Active stages pointing to this deployment');
  deployments.serve('api1', 'prod', second.id);
  deployments.delete('api1', first.id);
  expect(deployments.list('api1')).toHaveLength(1);
  expect(changes).toBe(5);
});

test('what is not there is said', () => {
  const deployments = new RestApiDeployments(clock);

  expect(deployments.list('none')).toEqual([]);
  expect(() => deployments.delete('api1', 'x')).toThrow('Invalid Deployment identifier');
  expect(() => deployments.serve('api1', 'prod', 'x')).toThrow('Invalid Deployment identifier');
});

test('they outlive a restart, and a state from before there were any', () => {
  const deployments = new RestApiDeployments(clock);
  const { id } = deployments.create('api1', 'ours');
  deployments.serve('api1', 'prod', id);
  const restarted = new RestApiDeployments(clock);

  restarted.restore(JSON.parse(JSON.stringify(deployments.snapshot())));
  expect(() => restarted.delete('api1', id)).toThrow('Active stages');
  restarted.restore(undefined);
  expect(restarted.list('api1')).toEqual([]);
});
