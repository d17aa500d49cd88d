import { type LocalGateway, type LocalGatewayOptions, startLocalGateway } from '../../cli/local-gateway';
import { recordCalls, type RecordingOptions } from './recorded-calls';

/** A gateway served in this process, with everything that it logged so far. */
export interface ServedGateway extends LocalGateway {
  readonly log: readonly string[];
}

/** Serves an assembly at a free port with built-in upstreams and issuer, unless options say otherwise. */
export async function serveGateway(
  assembly: string,
  { denialsMeant, ...options }: Partial<Omit<LocalGatewayOptions, 'onLog'>> & RecordingOptions = {},
): Promise<ServedGateway> {
  const log: string[] = [];
  const gateway = await startLocalGateway({
    assembly,
    port: 0,
    upstreams: [],
    issuers: [],
    secrets: [],
    fillSecrets: true,
    onNotice: () => {},
    onLog: (line) => log.push(line),
    onServiceCall: recordCalls(assembly, { denialsMeant: denialsMeant ?? false }),
    ...options,
  });
  return { ...gateway, log };
}
