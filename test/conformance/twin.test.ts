import { parseAuditLine } from '../../cli/audit-line';
import { writeFigures } from '../support/figures';
import { removeAssembly, synthesize } from '../support/sample-assembly';
import { startTwinProcess, type TwinProcess } from '../support/twin-process';
import { checkCase, type ConformanceTarget } from './check-case';
import { CONFORMANCE_CASES } from './conformance-cases';

describe('the conformance cases on the twin', () => {
  let assembly: string;
  let twin: TwinProcess;
  let target: ConformanceTarget;
  let passed = 0;

  beforeAll(async () => {
    assembly = synthesize();
    twin = await startTwinProcess(['--assembly', assembly, '--log', 'json']);
    const { url, users, issuer } = twin.description;
    const workforce = issuer.issuers.find(({ name }) => name === 'workforce');
    const answer = await fetch(issuer.tokenEndpoint, {
      method: 'POST',
      body: new URLSearchParams({
        issuer: String(workforce?.issuer),
        aud: String(workforce?.audiences[0]),
        sub: 'jane',
        tenant: 'acme',
        roles: 'buyer',
      }),
    });
    const { access_token: jwt } = (await answer.json()) as { access_token: string };
    target = {
      url,
      upstreamEchoes: true,
      tokens: {
        ...Object.fromEntries(users.map(({ tenant, id, token }) => [`${tenant}/${id}`, token])),
        'jwt:acme/buyer': jwt,
      },
      auditOf: async (extendedRequestId, event) => {
        const line = await twin.untilLine((text) => {
          const detail = parseAuditLine(text)?.unmapped;
          return detail?.extendedRequestId === extendedRequestId && detail.event === event;
        });
        return { ...parseAuditLine(line)?.unmapped };
      },
    };
  });

  afterAll(async () => {
    await twin.stop();
    removeAssembly(assembly);
    writeFigures('conformance', [
      {
        name: 'conformance cases held on the twin',
        value: passed,
        unit: 'cases',
        goal: String(CONFORMANCE_CASES.length),
      },
    ]);
  });

  test.each(CONFORMANCE_CASES)('$name', async (conformanceCase) => {
    const differences = await checkCase(target, conformanceCase);

    expect(differences).toEqual([]);
    passed += 1;
  });
});
