import fc from 'fast-check';
import { federatedUserReference, tenantReference, userReference } from '../../lambda/domain/reference';

describe('references', () => {
  it('are 22 base64url characters and always the same', () => {
    expect(tenantReference('acme')).toMatch(/^[\w-]{22}$/);
    expect(tenantReference('acme')).toBe(tenantReference('acme'));
    expect(userReference('acme', 'ci')).not.toBe(tenantReference('acme'));
  });

  it('stay what they were when they were first stored', () => {
    expect([
      tenantReference('acme'),
      userReference('acme', 'ci'),
      federatedUserReference('acme', 'okta', 'ann'),
    ]).toEqual(['0ueVKbosRrK4SWURWFte1f', 'WQDCSyx6nAubKuCpGpLmAj', 'iD5D8CA1DX0dwF2NmWlZcL']);
  });

  it('S4 a user name cannot be spelled so that it meets a federated subject or another tenant', () => {
    expect(userReference('acme', 'federated\0okta\0ann')).not.toBe(federatedUserReference('acme', 'okta', 'ann'));
    expect(userReference('acme\0x', 'y')).not.toBe(userReference('acme', 'x\0y'));
    expect(federatedUserReference('acme', 'okta', '\ud800')).not.toBe(federatedUserReference('acme', 'okta', '\ud801'));
  });

  it('S4 different names never share a reference', () => {
    const name = fc.string({ unit: fc.constantFrom('a', '\0', '\\', '"', '\ud800', '\udc00', 'u', '0') });
    fc.assert(
      fc.property(name, name, name, name, (tenant, user, otherTenant, otherUser) => {
        const same = tenant === otherTenant && user === otherUser;
        expect(userReference(tenant, user) === userReference(otherTenant, otherUser)).toBe(same);
      }),
    );
  });
});
