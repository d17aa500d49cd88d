import ts from 'typescript';

const PACKAGES = ['@aws-sdk/lib-dynamodb', '@aws-sdk/client-dynamodb'];
/** They make no call by themselves. */
const CLIENTS = ['DynamoDBClient', 'DynamoDBDocumentClient'];
/** The document client's commands, where they are not named as the operation is. */
const OPERATIONS: Readonly<Record<string, string>> = {
  GetCommand: 'GetItem',
  PutCommand: 'PutItem',
  UpdateCommand: 'UpdateItem',
  DeleteCommand: 'DeleteItem',
  BatchGetCommand: 'BatchGetItem',
  BatchWriteCommand: 'BatchWriteItem',
  TransactGetCommand: 'TransactGetItems',
  TransactWriteCommand: 'TransactWriteItems',
};
const SIGNER = '@smithy/signature-v4';
const OWN_CLIENT = 'AwsJsonClient';

/**
 * Every DynamoDB call that a source can make: the SDK's command classes and paginators that it imports as values, and
 * the operations that it names to the functions' own client.
 *
 * @returns `SDK <operation>` and `JSON <operation>`; what could make calls that cannot be read off is named as such, so
 * that it is never found among those that were compared.
 */
export function dynamoDbCallsIn(source: string): string[] {
  const parsed = ts.createSourceFile('source.ts', source, ts.ScriptTarget.ES2022, true);
  const nodes = [...nodesOf(parsed)];
  return [...nodes.flatMap(callsOfSdk), ...callsOfOwnClient(nodes), ...ownSigners(nodes)];
}

function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodesOf(child);
}

function callsOfSdk(node: ts.Node): string[] {
  if (!ts.isStringLiteralLike(node) || !PACKAGES.includes(node.text)) return [];
  const declaration = node.parent;
  if (ts.isLiteralTypeNode(declaration)) return [];
  if (!ts.isImportDeclaration(declaration)) return [`everything of ${node.text}`];
  if (declaration.importClause?.isTypeOnly === true) return [];
  const bindings = declaration.importClause?.namedBindings;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return [`everything of ${node.text}`];
  return bindings.elements
    .filter((element) => !element.isTypeOnly)
    .map((element) => (element.propertyName ?? element.name).text)
    .filter((name) => !CLIENTS.includes(name))
    .map((name) => name.replace(/^paginate(.+)$/, '$1Command'))
    .map((name) => `SDK ${OPERATIONS[name] ?? name.replace(/Command$/, '')}`);
}

function callsOfOwnClient(nodes: readonly ts.Node[]): string[] {
  const made = nodes.filter((node) => ts.isNewExpression(node) && node.expression.getText() === OWN_CLIENT);
  return made.flatMap((node) => {
    if (/service: 'secretsmanager'/.test(node.getText())) return [];
    const { parent } = node;
    if (!ts.isVariableDeclaration(parent)) return [`an ${OWN_CLIENT} without a name`];
    return nodes
      .filter((other) => ts.isIdentifier(other) && other.text === parent.name.getText() && other !== parent.name)
      .map(callOf);
  });
}

/** @param client where the client stands in the source. */
function callOf(client: ts.Node): string {
  const member = client.parent;
  const call = member.parent;
  if (ts.isPropertyAccessExpression(member) && member.name.text === 'call' && ts.isCallExpression(call)) {
    const [operation] = call.arguments;
    if (call.expression === member && operation !== undefined && ts.isStringLiteral(operation)) {
      return `JSON ${operation.text}`;
    }
  }
  return `whatever becomes of ${member.getText()}`;
}

function ownSigners(nodes: readonly ts.Node[]): string[] {
  const signs = nodes.some((node) => ts.isStringLiteralLike(node) && node.text === SIGNER);
  const isOwnClient = nodes.some((node) => ts.isClassDeclaration(node) && node.name?.text === OWN_CLIENT);
  return signs && !isOwnClient ? ['calls that it signs itself'] : [];
}
