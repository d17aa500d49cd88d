import { accessOfDeclarations } from '../../../lambda/domain/access/access-state';
import { lintPolicies } from '../../../lambda/domain/access/policy-lint';
import { declarations } from '../../support/registrar-rig';

function found(...texts: (string | { text: string; tenant: string })[]): string[] {
  const policies = texts.map((text, index) =>
    typeof text === 'string' ? { id: `p${index}`, text } : { id: `p${index}`, ...text },
  );
  const result = accessOfDeclarations(declarations({ policies }));
  if (!result.ok) {
    throw new Error(JSON.stringify(result.problems));
  }
  return lintPolicies(result.state).map(({ set, policy, kind, message }) => {
    expect(message).toMatch(/^[A-Z].*\.$/);
    return `${set}${policy} ${kind}`;
  });
}

const READ = 'action == Gatehouse::Action::"shop:Read"';
const WRITE = 'action == Gatehouse::Action::"shop:Write"';
const READER = 'principal in Gatehouse::Role::"reader"';

describe('policies that do nothing or everything', () => {
  test.each<[string, Parameters<typeof found>, string[]]>([
    [
      'nothing where each is of use',
      [`permit(${READER}, ${READ}, resource);`, `permit(principal, ${WRITE}, resource);`],
      [],
    ],
    [
      'a permit that a wider one covers, before or after it',
      [
        `permit(${READER}, ${READ}, resource);`,
        `permit(principal, ${READ}, resource);`,
        `permit(principal in Gatehouse::Tenant::"acme", ${READ}, resource) when { context.method == "GET" };`,
      ],
      ['p0.0 shadowed', 'p2.0 shadowed'],
    ],
    [
      'none by one that looks at the request, of the other effect, or of narrower scope',
      [
        `permit(principal, ${READ}, resource) when { context.method == "GET" };`,
        `forbid(principal, ${READ}, resource);`,
        `permit(${READER}, action, resource);`,
      ],
      [],
    ],
    [
      'one of two alike',
      [`forbid(principal, ${READ}, resource);`, `forbid(principal, ${READ}, resource);`],
      ['p1.0 shadowed'],
    ],
    [
      'one of two that look at the request alike',
      [
        `permit(principal, ${READ}, resource) when { context.method == "GET" };`,
        `permit(principal, ${READ}, resource) when { context.method == "GET" };`,
      ],
      ['p1.0 shadowed'],
    ],
    [
      'one whose conditions nobody can meet',
      [`permit(${READER}, ${READ}, resource) when { principal.name == "nobody" };`],
      ['p0.0 unused'],
    ],
    [
      'none that names a user whom nothing declares',
      [`permit(principal == Gatehouse::ProxyUser::"late/comer", ${READ}, resource);`],
      [],
    ],
    [
      'a role that no declared user has',
      [`permit(principal in Gatehouse::Role::"raeder", ${READ}, resource);`],
      ['p0.0 role-of-nobody'],
    ],
    ['a permit of everything', ['permit(principal, action, resource);'], ['p0.0 over-wide']],
    ['no forbid of everything', ['forbid(principal, action, resource);'], []],
    [
      "in a tenant's own set",
      [
        `permit(${READER}, ${READ}, resource);`,
        { text: 'permit(principal, action, resource);', tenant: 'acme' },
        { text: `permit(${READER}, ${READ}, resource);`, tenant: 'acme' },
        { text: `permit(principal in Gatehouse::Tenant::"umbrella", ${READ}, resource);`, tenant: 'acme' },
      ],
      ['acmep1.0 over-wide', 'acmep2.0 shadowed', 'acmep3.0 unused'],
    ],
  ])('are found: %s', (_, texts, expected) => {
    expect(found(...texts)).toEqual(expected);
  });
});
