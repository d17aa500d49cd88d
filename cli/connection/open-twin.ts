import { TWIN_CLIENT } from '../twin-client';
import { chooseProxy } from './choose-proxy';
import type { Gateway } from './gateway';
import { makeClients, makePorts } from './gateway-ports';
import { readTwinConnection } from './twin-connection';

/** The gateway that `gatehouse twin` serves. @throws CommandError where the file describes none. */
export function openTwin(file: string, proxy: string | undefined): Gateway {
  const { endpoints, operator, proxies, region } = readTwinConnection(file);
  const facts = chooseProxy('The twin', proxies, proxy);
  const clients = makeClients((service) => ({
    ...TWIN_CLIENT,
    region,
    endpoint: endpoints[service],
    ...(operator && { credentials: operator.credentials }),
  }));
  return {
    place: 'twin',
    region,
    facts,
    ports: makePorts(clients, facts),
    caller: () => Promise.resolve(operator === undefined ? 'twin' : `twin/${operator.role}`),
    close: () => Object.values(clients).forEach((client: { destroy(): void }) => client.destroy()),
  };
}
