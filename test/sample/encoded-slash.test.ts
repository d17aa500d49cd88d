import { parseAuditLine } from '../../cli/audit-line';
import { send } from '../conformance/check-case';
import { removeAssembly, synthesize } from '../support/sample-assembly';
import { type ServedGateway, serveGateway } from '../support/served-gateway';

describe('P2 P4 names with slashes, and what policies look into, through the running gateway', () => {
  let assembly: string;
  let gateway: ServedGateway;

  beforeAll(async () => {
    assembly = synthesize('test/support/scoped-app.ts');
    gateway = await serveGateway(assembly);
  });
  afterAll(async () => {
    await gateway.stop();
    removeAssembly(assembly);
  });

  async function call(path: string, headers: Record<string, string> = {}) {
    const token = String(gateway.description.users[0]?.token);
    const answer = await send(gateway.description.url, {
      method: 'GET',
      path,
      headers: { ...headers, Authorization: `Bearer ${token}` },
    });
    const body = JSON.parse(answer.body.toString()) as { url?: string };
    const reason = gateway.log.flatMap((line) => parseAuditLine(line)?.unmapped ?? []).at(-1)?.reason;
    return answer.status === 200 ? body.url : `${answer.status} ${String(reason)}`;
  }

  const PURPOSE = { 'X-Purpose': 'build' };

  test.each<[string, string, Record<string, string>, string]>([
    ['npm, lower case', '/packages/@acme%2ftool', {}, '/@acme%2ftool'],
    ['npm, upper case', '/packages/@acme%2Ftool', {}, '/@acme%2Ftool'],
    ['npm, the sign escaped too', '/packages/%40acme%2ftool', {}, '/%40acme%2ftool'],
    ['another scope', '/packages/@globex%2ftool', {}, '403 policy_no_permit'],
    ['a scope in two segments', '/packages/@acme/tool', {}, '404 route_unknown'],
    ['dots behind the scope', '/packages/@acme%2f..%2fadmin', {}, '403 path_ambiguous'],
    ['a slash escaped twice', '/packages/@acme%252ftool', {}, '403 path_ambiguous'],
    ['a file that admits none', '/packages/@acme/tool/-/a%2fb', {}, '403 path_ambiguous'],
    ['a project of a group', '/forge/projects/acme%2Fsite', {}, '/api/v4/projects/acme%2Fsite'],
    ['another project', '/forge/projects/acme%2Fsecret', {}, '403 policy_no_permit'],
    ['a group that admits none', '/forge/groups/acme%2Fsite', {}, '403 path_ambiguous'],
    [
      'a file of a branch, for a purpose',
      '/forge/projects/acme%2Fsite/files/src%2Fmain.ts?ref=main',
      PURPOSE,
      '/api/v4/projects/acme%2Fsite/files/src%2Fmain.ts?ref=main',
    ],
    ['another branch', '/forge/projects/acme%2Fsite/files/a?ref=dev', PURPOSE, '403 policy_forbid'],
    ['no branch', '/forge/projects/acme%2Fsite/files/a', PURPOSE, '403 policy_forbid'],
    ['two branches', '/forge/projects/acme%2Fsite/files/a?ref=main&ref=dev', PURPOSE, '403 query_ambiguous'],
    [
      'a branch by another name',
      '/forge/projects/acme%2Fsite/files/a?ref=main&Ref=dev',
      PURPOSE,
      '403 query_ambiguous',
    ],
    ['no purpose', '/forge/projects/acme%2Fsite/files/a?ref=main', {}, '403 policy_forbid'],
    [
      'a purpose spelled otherwise',
      '/forge/projects/acme%2Fsite/files/a?ref=main',
      { x_purpose: 'build' },
      '403 header_ambiguous',
    ],
  ])('%s', async (_name, path, headers, expected) => {
    expect(await call(path, headers)).toBe(expected);
  });
});
