import { Fn, Stack } from 'aws-cdk-lib';
import {
  Audience,
  ClaimValue,
  Issuer,
  type IssuerOptions,
  ProxyUser,
  SubjectMapping,
  type SubjectMappingOptions,
} from '../../lib';
import { declarationsOf, newProxy, refusalsOf } from './synthesized';

const TO_CI: SubjectMappingOptions = { claims: { repository: 'acme/shop' }, tenant: 'acme', user: 'ci' };

function issuer(change: Partial<IssuerOptions>): Issuer {
  return Issuer.oidc({
    name: 'idp',
    tenant: ClaimValue.claim('org'),
    issuerUrl: 'https://idp.example.com',
    audience: Audience.of('gate'),
    ...change,
  });
}

function proxyWith(change: Partial<IssuerOptions>, federated?: { issuer: string; subject: string; client?: boolean }) {
  const proxy = newProxy({ issuers: [issuer(change)], usagePlans: { basic: {} } });
  new ProxyUser(proxy, 'Ci', { proxy, tenant: 'acme', usagePlan: 'basic', ...(federated && { federated }) });
  return proxy;
}

function refusalOf(declare: () => unknown): string {
  try {
    declare();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a subject mapping', () => {
  test('travels with its issuer, and declares the tenant of a user that is managed otherwise', () => {
    const proxy = proxyWith({
      clientAsSubject: true,
      requireMapping: true,
      subjectMappings: [
        SubjectMapping.toUser(TO_CI),
        SubjectMapping.toManagedUser({ claims: { repository: 'x' }, client: 'b', tenant: 'globex', user: 'bot' }),
      ],
    });

    const { proxy: document, tenants } = declarationsOf(Stack.of(proxy));
    expect(document.issuers[0]).toMatchObject({
      mappedOnly: true,
      subjectRules: [
        { claims: { repository: 'acme/shop' }, tenant: 'acme', user: 'ci' },
        { claims: { repository: 'x' }, client: 'b', tenant: 'globex', user: 'bot' },
      ],
    });
    expect(tenants.map(({ tenant }: { tenant: string }) => tenant)).toEqual(['acme', 'globex']);
  });

  test.each<[string, IssuerOptions['subjectMappings'], { issuer: string; subject: string } | undefined]>([
    ['nobody declares', [SubjectMapping.toUser({ ...TO_CI, user: 'bot' })], undefined],
    ['is a federated subject already', [SubjectMapping.toUser(TO_CI)], { issuer: 'idp', subject: 'ci' }],
    [
      'is one, by the word for managed ones too',
      [SubjectMapping.toManagedUser(TO_CI)],
      { issuer: 'idp', subject: 'ci' },
    ],
  ])('to a user that %s is refused at synth', (_name, subjectMappings, federated) => {
    expect(refusalsOf(Stack.of(proxyWith({ subjectMappings: subjectMappings! }, federated)))).toContain(
      'toManagedUser',
    );
  });

  const other = (change: Partial<SubjectMappingOptions>) =>
    SubjectMapping.toManagedUser({ ...TO_CI, user: 'other', ...change });
  test.each<[string, SubjectMapping, boolean]>([
    ['name different texts of one claim', other({ claims: { repository: 'acme/cart', ref: 'main' } }), true],
    ['name different claims', other({ claims: { ref: 'main' } }), false],
    ['say the same', other({}), false],
    ['say the same for the same user', other({ user: 'ci', claims: { ref: 'main' } }), true],
    ['say the same for a namesake of another tenant', other({ user: 'ci', tenant: 'globex' }), false],
    ['name a client beside other claims', other({ claims: {}, client: 'b' }), false],
  ])('where two %s: accepted is %j', (_name, mapping, accepted) => {
    const declare = () => issuer({ clientAsSubject: true, subjectMappings: [SubjectMapping.toUser(TO_CI), mapping] });

    expect(refusalOf(declare).includes('mappings that exclude each other')).toBe(!accepted);
  });

  test('of clients exclude each other, and those of whoever has a subject', () => {
    const subjectMappings = [
      other({ claims: {}, client: 'a' }),
      SubjectMapping.toManagedUser({ claims: {}, client: 'b', tenant: 'acme', user: 'b' }),
      SubjectMapping.toManagedUser({ claims: { sub: 'alice' }, tenant: 'acme', user: 'alice' }),
    ];

    expect(() => issuer({ clientAsSubject: true, subjectMappings })).not.toThrow();
    expect(() => issuer({ clientAsSubject: true, subjectMappings: [...subjectMappings].reverse() })).not.toThrow();
    expect(() => issuer({ subjectMappings })).toThrow('where clientAsSubject is set');
  });

  test.each<[string, Partial<SubjectMappingOptions>, string]>([
    ['nothing', { claims: {} }, 'one claim or more, or a client'],
    ['a deploy-time value', { claims: { a: Fn.importValue('a') } }, 'text known at synth'],
    ['a user with a bar', { user: 'idp|alice' }, 'Rename it'],
    ['a tenant with a slash', { tenant: 'a/b' }, 'Rename it'],
  ])('that says %s is refused', (_name, change, allowed) => {
    expect(() => SubjectMapping.toUser({ ...TO_CI, ...change })).toThrow(allowed);
  });
});

test('a proxy user may be a client of an issuer, which no user is called like', () => {
  const proxy = proxyWith({ clientAsSubject: true }, { issuer: 'idp', subject: 'batch', client: true });

  expect(declarationsOf(Stack.of(proxy)).users[0]?.federated).toEqual({ issuerId: 'idp.client', subject: 'batch' });
});
