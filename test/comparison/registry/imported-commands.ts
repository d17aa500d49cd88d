import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const PACKAGES = ['@aws-sdk/lib-dynamodb', '@aws-sdk/client-dynamodb'];

/**
 * Every DynamoDB call that a source can make: the SDK's command classes and paginators that it imports as values.
 *
 * @returns names of command classes; a paginator counts as the command that it pages.
 */
export function commandsImportedBy(source: string): string[] {
  const parsed = ts.createSourceFile('source.ts', source, ts.ScriptTarget.ES2022, true);
  return parsed.statements.filter(ts.isImportDeclaration).flatMap((declaration) => {
    const bindings = declaration.importClause?.namedBindings;
    const from = (declaration.moduleSpecifier as ts.StringLiteral).text;
    if (!PACKAGES.includes(from) || declaration.importClause?.isTypeOnly === true) return [];
    if (bindings === undefined || !ts.isNamedImports(bindings)) return [`everything of ${from}`];
    return bindings.elements
      .filter((element) => !element.isTypeOnly)
      .map((element) => (element.propertyName ?? element.name).text)
      .map((name) => name.replace(/^paginate(.+)$/, '$1Command'))
      .filter((name) => name.endsWith('Command'));
  });
}

/** The same for every file of a folder. */
export function commandsImportedIn(folder: string): Set<string> {
  return new Set(
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => commandsImportedBy(readFileSync(path.join(folder, name), 'utf8'))),
  );
}
