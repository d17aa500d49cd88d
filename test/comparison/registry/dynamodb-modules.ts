import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { dynamoDbCallsIn } from './calls-in-source';

/** A source file, with the DynamoDB calls that it can make by itself. */
export interface DynamoDbModule {
  readonly file: string;
  readonly calls: readonly string[];
}

const SPEAKS = /@aws-sdk\/(lib|client)-dynamodb|service: 'dynamodb'/;

/** Every source below some folders that speaks to DynamoDB, or imports one that does. */
export function dynamoDbModules(folders: readonly string[]): DynamoDbModule[] {
  const sources = new Map(folders.flatMap(filesBelow).map((file) => [file, readFileSync(file, 'utf8')]));
  const found = new Set([...sources].filter(([, source]) => SPEAKS.test(source)).map(([file]) => file));
  // Iteration takes in what is added meanwhile.
  for (const file of found) {
    for (const [other, source] of sources) {
      if (importsOf(other, source).includes(file)) found.add(other);
    }
  }
  return [...found].sort().map((file) => ({ file, calls: dynamoDbCallsIn(sources.get(file) as string) }));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(folder, name));
}

function importsOf(file: string, source: string): string[] {
  return [...source.matchAll(/from '(\.[^']+)'/g)].map(
    ([, name]) => `${path.join(path.dirname(file), String(name))}.ts`,
  );
}
