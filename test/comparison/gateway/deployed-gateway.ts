import { startTwin } from '../../../local/twin';
import { temporaryDirectory } from '../../local/support/temporary-directory';
import { CloudFormation } from '../cloudformation';
import { type CodeOf, type GatewayTemplate, STAGE } from './template';

/** One gateway on one side. */
export interface DeployedGateway {
  /** What stands before a target, stage included. */
  readonly base: string;
  /** What is another on each side and each run, with the name that stands for it. */
  readonly names: readonly (readonly [text: string, name: string])[];
  stop(): Promise<void>;
}

/** Runs a template on the twin, as the cloud assembly that it reads. */
export async function deployOnTwin(
  name: string,
  templateOf: (codeOf: CodeOf) => GatewayTemplate,
): Promise<DeployedGateway> {
  const files: Record<string, string> = {};
  const codes: Record<string, unknown> = {};
  const template = templateOf((id, source) => {
    files[`asset.${id}/index.js`] = source;
    codes[id] = {
      source: { path: `asset.${id}`, packaging: 'zip' },
      destinations: { here: { bucketName: 'assets', objectKey: `${id}.zip` } },
    };
    return { S3Bucket: 'assets', S3Key: `${id}.zip` };
  });
  const artifacts = {
    [name]: {
      type: 'aws:cloudformation:stack',
      environment: 'aws://000000000000/us-east-1',
      properties: { templateFile: 'template.json' },
      dependencies: ['assets'],
    },
    assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
  };
  const assembly = temporaryDirectory({
    ...files,
    'template.json': JSON.stringify(template),
    'assets.json': JSON.stringify({ version: '48.0.0', files: codes }),
    'manifest.json': JSON.stringify({ version: '48.0.0', artifacts }),
  });
  const twin = await startTwin({ assembly, port: 0 });
  const { restApiId } = twin.gateways[0] as (typeof twin.gateways)[number];
  return {
    base: twin.url,
    names: [
      [restApiId, '{api}'],
      [`127.0.0.1:${twin.port}`, '{host}'],
    ],
    stop: () => twin.stop(),
  };
}

/** Deploys a template on MiniStack by CloudFormation. */
export async function deployOnMiniStack(
  endpoint: string,
  name: string,
  templateOf: (codeOf: CodeOf) => GatewayTemplate,
): Promise<DeployedGateway> {
  const cloudFormation = new CloudFormation(endpoint);
  const outputs = await cloudFormation.createStack(
    name,
    templateOf((_id, source) => ({ ZipFile: source })),
  );
  const api = outputs['ApiId'] as string;
  return {
    base: `${endpoint}/_aws/execute-api/${api}/${STAGE}`,
    names: [
      [api, '{api}'],
      [new URL(endpoint).host, '{host}'],
    ],
    stop: () => cloudFormation.deleteStack(name),
  };
}
