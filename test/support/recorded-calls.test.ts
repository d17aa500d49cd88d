import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { recordCalls, recordedCalls } from './recorded-calls';
import { removeAssembly } from './sample-assembly';
import { synthesizeVariant, VARIANTS } from '../permissions/variants';

test('calls are written down also when another run takes the folder away meanwhile', () => {
  const assembly = synthesizeVariant(VARIANTS.least);
  const folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'gatehouse-calls-')), 'calls');
  const observe = recordCalls(assembly, { folder });
  const called = (action: string) =>
    observe({
      function: { stack: 'Variant', logicalId: 'Any' },
      action,
      resource: 'arn:aws:dynamodb:us-east-1:1:table/t',
      outcome: 'allowed',
    });

  called('dynamodb:GetItem');
  rmSync(folder, { recursive: true });
  called('dynamodb:PutItem');

  expect(recordedCalls(folder).map(({ action }) => action)).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem']);
  removeAssembly(assembly);
  rmSync(path.dirname(folder), { recursive: true });
});
