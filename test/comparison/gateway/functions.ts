/**
 * Sources of the functions behind the compared gateway. They are small, so that a template can hold them inline, and
 * use nothing but Node.
 */

/** Answers with its label and the event that it got. */
export const ECHO = `
exports.handler = async (event) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ label: process.env.LABEL, event }),
});`;

/** Answers with what the request's \`x-answer\` header says, as it is; \`throw\` throws. */
export const ANSWER = `
exports.handler = async (event) => {
  const found = Object.entries(event.headers ?? {}).find(([name]) => name.toLowerCase() === 'x-answer');
  if (!found || found[1] === 'throw') throw new Error('planned');
  return JSON.parse(found[1]);
};`;

/** Decides as the request's \`x-auth\` header says; its event and a nonce go to the integration in the context. */
export const AUTHORIZER = `
const { randomUUID } = require('node:crypto');
exports.handler = async (event) => {
  const header = (name) => Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
  const every = event.methodArn.split('/')[0] + '/*';
  const statement = (Effect, Resource, more) => ({ Action: 'execute-api:Invoke', Effect, Resource, ...more });
  const answer = (Statement, more) => ({
    principalId: 'alice',
    policyDocument: { Version: '2012-10-17', Statement },
    ...more,
  });
  const context = {
    text: 'words', number: 12, fraction: 1.5, yes: true, no: false, none: '',
    nonce: 'nonce-' + randomUUID(), event: JSON.stringify(event),
  };
  const allow = () => answer([statement('Allow', every)], { context });
  const modes = {
    allow,
    own: () => answer([statement('Allow', event.methodArn)], { context }),
    deny: () => answer([statement('Deny', every)], { context }),
    both: () => answer([statement('Allow', every), statement('Deny', event.methodArn)], { context }),
    none: () => answer([statement('Allow', every.replace(/[^:]*$/, 'another0/*'))]),
    empty: () => answer([]),
    lists: () => answer([{ Action: ['execute-api:Invoke'], Effect: 'Allow', Resource: [every] }]),
    object: () => answer(statement('Allow', every)),
    star: () => answer([{ Action: '*', Effect: 'Allow', Resource: '*' }]),
    otherAction: () => answer([{ Action: 's3:GetObject', Effect: 'Allow', Resource: '*' }]),
    mark: () => answer([statement('Allow', event.methodArn.replace(/.$/, '?'))]),
    condition: () => answer([statement('Allow', every, { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } })]),
    noPrincipal: () => ({ policyDocument: allow().policyDocument }),
    noVersion: () => ({ ...allow(), policyDocument: { Statement: allow().policyDocument.Statement } }),
    noPolicy: () => ({ principalId: 'alice' }),
    nothing: () => null,
    text: () => 'allowed',
    proxy: () => ({ statusCode: 200, body: 'allowed' }),
    nested: () => ({ ...allow(), context: { inner: { deep: 'value' } } }),
    list: () => ({ ...allow(), context: { inner: ['value'] } }),
    nullValue: () => ({ ...allow(), context: { inner: null } }),
    unauthorized: () => { throw new Error('Unauthorized'); },
    unauthorizedLower: () => { throw new Error('unauthorized'); },
    throws: () => { throw new Error('planned'); },
  };
  const output = modes[header('x-auth') ?? 'allow']();
  const usageIdentifierKey = header('x-usage-key');
  return usageIdentifierKey === undefined ? output : { ...output, usageIdentifierKey };
};`;
