import { type ApiDocument, routeKey } from '../../lambda/contract/api-document';
import { decodeAuthorizerContext } from '../../lambda/contract/authorizer-context';
import { evaluatePolicySet } from '../../lambda/domain/cedar';
import type { ForwardInput } from '../../lambda/domain/forward-input';
import { prepareForward } from '../../lambda/domain/forward-request';
import { RouteTable } from '../../lambda/domain/route-table';
import { AuthorizerRig, DECLARATIONS } from '../support/authorizer-rig';
import { writeFigures } from '../support/figures';

interface Work {
  readonly roundTrips: number;
  readonly items: number;
  readonly policies: number;
  readonly entities: number;
  readonly authorizerNodes: number;
  readonly forwarderNodes: number;
}

const [shop] = DECLARATIONS.apis as readonly [ApiDocument];

function apiOf(routes: number): ApiDocument {
  const others = Array.from({ length: routes - 1 }, (_, index) => ({
    method: 'GET',
    path: `/resources${index}/{id}/parts/{part}`,
    action: `ReadResource${index}`,
    maxBodyBytes: 0,
    contentTypes: [],
  }));
  return { ...shop, routes: [...shop.routes, ...others] };
}

/** What one warm request costs, counted where it is done. */
async function workOf(routes: number): Promise<Work> {
  let policies = 0;
  let entities = 0;
  const rig = new AuthorizerRig(0, {
    evaluate: (question) => {
      policies += question.slices.reduce((sum, { slice }) => sum + Object.keys(slice.policies).length, 0);
      entities += question.entities.length;
      return evaluatePolicySet(question);
    },
  });
  const document = apiOf(routes);
  rig.registry.publish({ ...DECLARATIONS, apis: [document] });
  const token = rig.jwt();
  await rig.askAs(token);

  const table = (await rig.ports.releases.current()).routes.get('shop') as RouteTable;
  const before = table.visited;
  rig.registry.reads = [];
  policies = 0;
  entities = 0;
  const verdict = await rig.askAs(token);
  const context = decodeAuthorizerContext(verdict.kind === 'pass' ? verdict.context : undefined);

  const forwarderTable = new RouteTable(document.routes);
  const input: ForwardInput = {
    method: 'GET',
    path: '/shop/items/1',
    stagePath: '/prod',
    query: null,
    headers: null,
    body: null,
    isBase64Encoded: false,
    authorizer: context,
    requestId: 'request-1',
    extendedRequestId: 'extended-1',
    sourceAddress: '203.0.113.9',
    remainingMs: () => 29_000,
  };
  expect(context?.route).toBe(routeKey({ method: 'GET', path: '/items/{item}' }));
  expect(context && prepareForward(input, context, document, forwarderTable).ok).toBe(true);
  return {
    roundTrips: rig.registry.reads.length,
    items: rig.registry.reads.flat().length,
    policies,
    entities,
    authorizerNodes: table.visited - before,
    forwarderNodes: forwarderTable.visited,
  };
}

test('500 routes in one API decide and forward with the work of one', async () => {
  const one = await workOf(1);
  const many = await workOf(500);

  expect(many).toEqual(one);
  expect(many.roundTrips).toBe(1);
  expect(many.items).toBeLessThanOrEqual(6);
  writeFigures('routes', [
    {
      name: 'registry round trips of a request at freshness 0',
      value: many.roundTrips,
      unit: 'round trips',
      goal: '1',
    },
    { name: 'items read by a request at freshness 0', value: many.items, unit: 'items', goal: '≤ 6' },
    {
      name: 'route nodes visited by authorizer and forwarder, 500 routes over 1',
      value: (many.authorizerNodes + many.forwarderNodes) / (one.authorizerNodes + one.forwarderNodes),
      unit: '×',
      goal: '1',
    },
  ]);
});
