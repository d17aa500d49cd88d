import { Stack, Token } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { assertConfiguration } from './validation';

/**
 * An API may stand in another stack than its proxy, which then depends on the API's and never the other way round.
 *
 * @param uses what the API's functions use, by property.
 * @throws ConfigurationError
 */
export function assertStackBeneath(
  api: IConstruct,
  proxy: IConstruct,
  uses: Readonly<Record<string, IConstruct | undefined>>,
): void {
  const stack = Stack.of(api);
  const proxyStack = Stack.of(proxy);
  if (stack === proxyStack) {
    return;
  }
  for (const [what, ours, theirs] of [
    ['account', stack.account, proxyStack.account],
    ['region', stack.region, proxyStack.region],
  ] as const) {
    assertConfiguration(Token.isUnresolved(ours) || Token.isUnresolved(theirs) || ours === theirs, api, {
      what: `${what} of the stack`,
      given: ours,
      allowed: `the proxy’s: ${theirs}`,
      remedy: 'API Gateway calls functions beside it only: put the API’s stack there.',
    });
  }
  for (const [what, used] of Object.entries(uses)) {
    assertConfiguration(used === undefined || !isOwnedBy(used, proxyStack), api, {
      what,
      given: used?.node.path,
      allowed: 'something of the API’s own stack, of a stack that does not need the proxy’s, or imported',
      remedy: 'The proxy’s stack depends on the API’s, so the reverse cannot be deployed: move it.',
    });
  }
}

/** Imported resources have no resource of their own below them, so they make no stack depend on another. */
function isOwnedBy(used: IConstruct, stack: Stack): boolean {
  return Construct.isConstruct(used) && Stack.of(used) === stack && used.node.defaultChild !== undefined;
}
