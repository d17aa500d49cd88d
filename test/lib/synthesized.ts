import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  AccessProxy,
  type AccessProxyProps,
  CredentialSecret,
  ProtectedApi,
  type ProtectedApiProps,
  UpstreamCredential,
} from '../../lib';

const CONTEXT = JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'cdk.json'), 'utf8')).context;

export function newApp(context: Record<string, unknown> = CONTEXT): App {
  return new App({ context, outdir: mkdtempSync(path.join(tmpdir(), 'gatehouse-lib-')) });
}

export function newStack(id = 'Test', props?: StackProps, app: App = newApp()): Stack {
  return new Stack(app, id, props);
}

/** A proxy in a stack of its own, with one API, so that it synthesizes. */
export function newProxy(props?: AccessProxyProps, stack: Stack = newStack()): AccessProxy {
  const proxy = new AccessProxy(stack, 'Proxy', props);
  newApi(proxy, {});
  return proxy;
}

export function newApi(
  proxy: AccessProxy,
  props: Partial<ProtectedApiProps>,
  id = 'Orders',
  stack: Stack = Stack.of(proxy),
): ProtectedApi {
  return new ProtectedApi(stack, id, {
    proxy,
    upstream: 'https://orders.example.com/v1',
    credential: UpstreamCredential.bearer(CredentialSecret.created()),
    routes: [{ method: 'GET', path: '/orders/{order}', action: 'ReadOrder' }],
    ...props,
  });
}

export function templateOf(scope: AccessProxy | ProtectedApi | Stack): Template {
  return Template.fromStack(Stack.of(scope));
}

interface FunctionResource {
  readonly Properties: Readonly<Record<string, any>>;
  readonly Metadata: Readonly<Record<string, string>>;
}

/** Functions of a synthesized stack by the bundle in their description, with the folder of their code. */
export function functionsOf(stack: Stack): { readonly properties: Record<string, any>; readonly folder: string }[] {
  const template = templateOf(stack);
  const outdir = (stack.node.root as App).outdir;
  return Object.values(template.findResources('AWS::Lambda::Function') as Record<string, FunctionResource>).map(
    ({ Properties, Metadata }) => ({
      properties: Properties,
      folder: path.join(outdir, Metadata['aws:asset:path'] as string),
    }),
  );
}

export function functionOf(stack: Stack, description: RegExp): ReturnType<typeof functionsOf>[number] {
  const found = functionsOf(stack).filter(({ properties }) => description.test(properties.Description));
  expect(found).toHaveLength(1);
  return found[0]!;
}

export const AUTHORIZER = /Identifies callers/;
export const FORWARDER = /Forwards permitted/;
export const REGISTRAR = /Publishes declared/;

export function readJson(folder: string, file: string): any {
  return JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
}

/** What the registrar of a stack would publish. */
export function declarationsOf(stack: Stack): any {
  return readJson(functionOf(stack, REGISTRAR).folder, 'declarations.json');
}

/** Properties of the one custom resource. */
export function registryOf(stack: Stack): any {
  const found = Object.values(templateOf(stack).findResources('Custom::GatehouseRegistry'));
  expect(found).toHaveLength(1);
  return found[0]!.Properties;
}

/** What synth refuses, one message a problem. */
export function refusalsOf(stack: Stack): string {
  try {
    (stack.node.root as App).synth();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}
