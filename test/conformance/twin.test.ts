import { parseAuditLine } from '../../cli/audit-line';
import { writeFigures } from '../support/figures';
import { removeAssembly, synthesize } from '../support/sample-assembly';
import { startTwinProcess, type TwinProcess } from '../support/twin-process';
import { checkCase, type ConformanceTarget } from './check-case';
import { CONFORMANCE_CASES } from './conformance-cases';
import { twinTokens } from './twin-tokens';

describe('the conformance cases on the twin', () => {
  let assembly: string;
  let twin: TwinProcess;
  let target: ConformanceTarget;
  let passed = 0;

  beforeAll(async () => {
    assembly = synthesize();
    twin = await startTwinProcess(['--assembly', assembly, '--log', 'json']);
    target = {
      url: twin.description.url,
      upstreamEchoes: true,
      tokens: await twinTokens(twin.description),
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
