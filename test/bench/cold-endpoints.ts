import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSigned } from '../local/support/self-signed';
import { temporaryDirectory } from '../local/support/temporary-directory';
import { AuthorizerRig, DECLARATIONS, ISSUER, SIGNER } from '../support/authorizer-rig';
import { TABLE } from '../support/memory-registry';

/** Whatever a cold function calls, on loopback and as fast as it can be. */
export interface ColdEndpoints {
  readonly aws: string;
  readonly upstream: string;
  /** File with the certificate of the issuer. */
  readonly certificate: string;
  readonly proxyToken: string;
  readonly jwt: string;
  stop(): void;
}

type Json = Readonly<Record<string, unknown>>;

export async function startColdEndpoints(): Promise<ColdEndpoints> {
  const { key, cert } = selfSigned();
  const issuer = https.createServer({ key, cert }, (_, response) =>
    response.end(JSON.stringify({ keys: [SIGNER.jwk] })),
  );
  const issuerPort = await listen(issuer);
  const rig = new AuthorizerRig();
  rig.time = Date.now();
  rig.registry.publish({
    ...DECLARATIONS,
    proxy: { version: 1, issuers: [{ ...ISSUER, jwksUri: `https://localhost:${issuerPort}/jwks.json` }] },
  });
  const { text } = rig.registry.mint('acme', 'ci');
  const items = new Map([...rig.registry.items].map(([name, item]) => [name, attributesOf(item)]));
  const aws = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Json;
      response.setHeader('Content-Type', 'application/x-amz-json-1.0');
      response.end(
        JSON.stringify(
          String(request.headers['x-amz-target']).endsWith('BatchGetItem')
            ? batchOf(items, body)
            : {
                ARN: body['SecretId'],
                Name: 'upstream',
                VersionId: 'version-1',
                SecretString: 'secret-of-the-upstream',
              },
        ),
      );
    });
  });
  const upstream = http.createServer((_, response) => response.end('{"ok":true}'));
  const [awsPort, upstreamPort] = [await listen(aws), await listen(upstream)];
  return {
    aws: `http://127.0.0.1:${awsPort}`,
    upstream: `http://upstream.example.com:${upstreamPort}`,
    certificate: `${temporaryDirectory({ 'issuer.pem': cert })}/issuer.pem`,
    proxyToken: text,
    jwt: rig.jwt(),
    stop: () => {
      for (const server of [aws, upstream, issuer]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

async function listen(server: http.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function batchOf(items: ReadonlyMap<string, unknown>, body: Json): Json {
  const { Keys } = (body['RequestItems'] as Record<string, { Keys: { pk: { S: string }; sk: { S: string } }[] }>)[
    TABLE
  ] as { Keys: { pk: { S: string }; sk: { S: string } }[] };
  const found = Keys.map(({ pk, sk }) => items.get(`${pk.S} ${sk.S}`)).filter((item) => item !== undefined);
  return { Responses: { [TABLE]: found }, UnprocessedKeys: {} };
}

/** An item as DynamoDB writes it. */
function attributesOf(item: Json): Json {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) => (value === undefined ? [] : [[name, attributeOf(value)]])),
  );
}

function attributeOf(value: unknown): Json {
  if (typeof value === 'string') {
    return { S: value };
  }
  if (typeof value === 'number') {
    return { N: String(value) };
  }
  if (typeof value === 'boolean') {
    return { BOOL: value };
  }
  return Array.isArray(value) ? { L: value.map(attributeOf) } : { M: attributesOf(value as Json) };
}
