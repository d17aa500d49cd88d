import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { parseApiDocument } from '../../lambda/contract/parse-api-document';
import { AccessPolicy, PolicyText, type ProtectedApi, ProxyUser } from '../../lib';
import { FORWARDER, functionOf, newProxy, readJson, REGISTRAR, refusalsOf, templateOf } from './synthesized';
import { writeFigures } from '../support/figures';

/** CloudFormation's limits for one template. */
const RESOURCES_LIMIT = 500;
const TEMPLATE_LIMIT_BYTES = 1_000_000;
/** DynamoDB's item, less what the record needs beside the document. */
const DOCUMENT_LIMIT_BYTES = 390_000;
/** A role's inline policies, white space left out. */
const INLINE_POLICY_LIMIT = 10_240;

function inlineCharacters(stack: Stack, role: string): number {
  const template = templateOf(stack);
  const [found] = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) => id.includes(role));
  const attached = Object.values(template.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
    JSON.stringify(Properties.Roles).includes(role),
  );
  // What CloudFormation puts in: a partition, a region, an id of ten characters, an ARN of at most 200.
  const text = [found![1].Properties.Policies[0], ...attached.map(({ Properties }) => Properties)]
    .map(({ PolicyDocument }) => JSON.stringify(PolicyDocument))
    .join('')
    .replace(/\{"Fn::Join":\["",\[(.*?)\]\]\}/g, (_match, parts: string) =>
      JSON.stringify(
        parts
          .replace(/\{"Ref":"AWS::Partition"\}/g, 'aws')
          .replace(/\{"Ref":"AWS::Region"\}/g, 'ap-southeast-2')
          .replace(/\{"Ref":"[^"]+"\}/g, 'abcdefghij')
          .replace(/[",]/g, ''),
      ),
    )
    .replace(/\{"Ref":"[^"]+FirstToken[^"]+"\}/g, JSON.stringify('s'.repeat(140)))
    .replace(/\{"Fn::GetAtt":\[[^\]]+\]\}/g, JSON.stringify('a'.repeat(120)));
  return text.length;
}

describe('500 routes and 1,000 users', () => {
  const proxy = newProxy({ usagePlans: { standard: {} } });
  const stack = Stack.of(proxy);
  const api = stack.node.findChild('Orders') as ProtectedApi;
  for (let index = 0; index < 499; index += 1) {
    api.addRoute('GET', `/collections${index}/{collection}/items/{item}`, {
      action: `ReadItemOfCollection${index}`,
      contentTypes: ['application/json'],
    });
  }
  for (let index = 0; index < 1000; index += 1) {
    new ProxyUser(stack, `User${index}`, {
      proxy,
      tenant: `tenant${index % 50}`,
      roles: ['reader', 'writer'],
      usagePlan: 'standard',
    });
  }
  new AccessPolicy(stack, 'Rules', {
    proxy,
    policies: PolicyText.inline('permit (principal in Gatehouse::Role::"reader", action, resource);'),
  });
  const template = templateOf(stack).toJSON();
  const size = (folder: string, file: string): number => readFileSync(path.join(folder, file)).length;
  const document = functionOf(stack, FORWARDER).folder;
  const declarations = functionOf(stack, REGISTRAR).folder;
  const figures = {
    resources: Object.keys(template.Resources).length,
    templateBytes: JSON.stringify(template).length,
    documentBytes: size(document, 'api-document.json'),
    declarationsBytes: size(declarations, 'declarations.json'),
  };

  afterAll(() =>
    writeFigures('scale', [
      { name: 'resources for 500 routes and 1,000 users', value: figures.resources, unit: 'resources', goal: '≤ 500' },
      {
        name: 'template for 500 routes and 1,000 users',
        value: figures.templateBytes,
        unit: 'bytes',
        goal: '≤ 1,000,000',
      },
      { name: 'API document of 500 routes', value: figures.documentBytes, unit: 'bytes', goal: '≤ 390,000' },
    ]),
  );

  test('fit into one template', () => {
    expect(figures.resources).toBeLessThan(60);
    expect(figures.resources).toBeLessThan(RESOURCES_LIMIT);
    expect(figures.templateBytes).toBeLessThan(TEMPLATE_LIMIT_BYTES / 10);
  });

  test('the API document fits into one item and parses', () => {
    expect(figures.documentBytes).toBeLessThan(DOCUMENT_LIMIT_BYTES);
    expect(parseApiDocument(readJson(document, 'api-document.json')).ok).toBe(true);
  });

  test('the declarations carry them all', () => {
    const { users, tenants, apis } = readJson(declarations, 'declarations.json');

    expect([users.length, tenants.length, apis[0].routes.length]).toEqual([1000, 50, 500]);
    expect(figures.declarationsBytes).toBeLessThan(1_000_000);
  });
});

test('as many plans and first tokens as are let through fit into the registrar’s inline policy', () => {
  const proxy = newProxy();
  const stack = Stack.of(proxy);
  for (let index = 0; index < 25; index += 1) {
    proxy.addUsagePlan(`plan${index}`);
  }
  for (let index = 0; index < 30; index += 1) {
    new ProxyUser(stack, `User${index}`, { proxy, tenant: 'acme', usagePlan: 'plan0', firstToken: true });
  }

  expect(refusalsOf(stack)).toBe('');
  expect(inlineCharacters(stack, 'RegistrarFunctionRole')).toBeLessThan(INLINE_POLICY_LIMIT);
});
