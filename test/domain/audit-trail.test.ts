import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { AuditRecord } from '../../lambda/contract/audit-record';
import { type AuditFacts, AuditTrail, CHAIN_START } from '../../lambda/domain/audit-trail';

const FACTS: AuditFacts = {
  id: 'a1',
  requestId: 'r1',
  extendedRequestId: 'e1',
  method: 'GET',
  path: '/github/repos/acme/x',
  sourceAddress: '203.0.113.9',
  decision: 'permit',
  reason: 'none',
  status: 0,
  latencyMs: 3,
};

function trail(): { readonly trail: AuditTrail; readonly lines: string[]; readonly records: AuditRecord[] } {
  const lines: string[] = [];
  const records: AuditRecord[] = [];
  const sink = {
    write: (record: AuditRecord, line: string) => {
      records.push(record);
      lines.push(line);
    },
  };
  return { trail: new AuditTrail(sink, { now: () => 1_700_000_000_000 }, 'c1'), lines, records };
}

describe('the audit trail', () => {
  test('L1 a decision names what is known, and marks what is not', () => {
    const { trail: subject, records } = trail();

    subject.decision({ ...FACTS, tenant: 'acme', principal: 'acme/ci', api: 'github', policies: ['base.0'] });

    expect(records[0]).toMatchObject({
      class_uid: 6003,
      activity_id: 2,
      type_uid: 600_302,
      time: 1_700_000_000_000,
      severity_id: 1,
      status_id: 1,
      metadata: { event_code: 'decision', correlation_uid: 'a1', sequence: 0 },
      actor: { user: { uid: 'acme/ci', org: { uid: 'acme' } } },
      http_request: { http_method: 'GET', url: { path: '/github/repos/acme/x' } },
      unmapped: { event: 'decision', tenant: 'acme', route: '-', upstream: '-', policies: ['base.0'], chain: 'c1' },
    });
    expect(records[0]?.api).not.toHaveProperty('response');
  });

  test('L1 an outcome names the upstream and the status', () => {
    const { trail: subject } = trail();

    const record = subject.outcome({
      ...FACTS,
      status: 200,
      upstream: 'https://api.example.com',
      upstreamStatus: 200,
      upstreamLatencyMs: 2,
    });

    expect(record).toMatchObject({
      metadata: { event_code: 'outcome' },
      actor: { user: { uid: '-' } },
      api: { response: { code: 200 } },
      unmapped: { event: 'outcome', upstream: 'https://api.example.com', upstreamStatus: 200, upstreamLatencyMs: 2 },
    });
    expect(record.actor.user).not.toHaveProperty('org');
  });

  test.each([
    ['permit', 0, 1, 1],
    ['permit', 404, 1, 2],
    ['forbid', 403, 3, 2],
    ['fault', 503, 4, 2],
  ] as const)('a %s with status %i has severity %i and status id %i', (decision, status, severity, statusId) => {
    const record = trail().trail.decision({ ...FACTS, decision, status });

    expect([record.severity_id, record.status_id]).toEqual([severity, statusId]);
  });

  test.each([
    ['POST', 1],
    ['HEAD', 2],
    ['PATCH', 3],
    ['DELETE', 4],
    ['TRACE', 99],
  ])('the method %s is activity %i', (method, activity) => {
    expect(trail().trail.decision({ ...FACTS, method }).activity_id).toBe(activity);
  });

  test.each([
    ['permit', 'INFO'],
    ['forbid', 'WARN'],
    ['fault', 'ERROR'],
  ] as const)('a line says time and level of a %s itself, so that Lambda adds nothing to it', (decision, level) => {
    const { trail: subject, lines } = trail();

    subject.outcome({ ...FACTS, decision });

    expect(JSON.parse(String(lines[0]))).toMatchObject({ level, timestamp: '2023-11-14T22:13:20.000Z' });
  });

  test('each record names the hash of the line before it', () => {
    const { trail: subject, lines, records } = trail();

    subject.decision(FACTS);
    subject.outcome(FACTS);
    subject.decision(FACTS);

    const hashes = lines.map((line) => createHash('sha256').update(line).digest('hex'));
    expect(records.map((record) => record.unmapped.previous)).toEqual([CHAIN_START, hashes[0], hashes[1]]);
    expect(records.map((record) => record.metadata.sequence)).toEqual([0, 1, 2]);
  });

  test('a line that could not be written shows as a gap', () => {
    const lines: string[] = [];
    let broken = true;
    const sink = {
      write: (_: AuditRecord, line: string) => {
        if (broken) {
          throw new Error('stdout is closed');
        }
        lines.push(line);
      },
    };
    const subject = new AuditTrail(sink, { now: () => 0 }, 'c1');

    expect(() => subject.decision(FACTS)).toThrow('stdout is closed');
    broken = false;
    const record = subject.decision(FACTS);

    expect(record.metadata.sequence).toBe(1);
    expect(record.unmapped.previous).not.toBe(CHAIN_START);
  });

  test('L3 whatever a field holds, the line is one line of JSON, bounded and free of control characters', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 3000 });
    fc.assert(
      fc.property(hostile, hostile, hostile, (path, tenant, policy) => {
        const { trail: subject, lines } = trail();

        subject.decision({ ...FACTS, method: path, path, tenant, principal: tenant, policies: Array(99).fill(policy) });

        expect(lines[0]).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
        expect(Buffer.byteLength(lines[0] as string)).toBeLessThan(100_000);
        expect(JSON.stringify(JSON.parse(lines[0] as string))).toBe(lines[0]);
      }),
    );
  });

  test.each([
    ['/a\r\nb', '/a\\u{d}\\u{a}b'],
    ['/a\u001b[2J', '/a\\u{1b}[2J'],
    ['/a\u202eb', '/a\\u{202e}b'],
    ['/a\\u{d}', '/a\\u{5c}u{d}'],
    ['/a\ud800', '/a\\u{d800}'],
    ['/ü', '/ü'],
    [`/${'a'.repeat(2000)}`, `/${'a'.repeat(1022)}…`],
  ])('L3 the path %j is recorded as %j', (given, recorded) => {
    expect(trail().trail.decision({ ...FACTS, path: given }).http_request.url.path).toBe(recorded);
  });

  test('L4 a credential in the path is not recorded', () => {
    const { trail: subject, lines } = trail();

    subject.decision({ ...FACTS, path: '/x/gth_aaaaaaaa.bbbb.cc-_.dd/eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.sig' });

    expect(lines[0]).toContain('/x/[redacted]/[redacted]');
  });
});
