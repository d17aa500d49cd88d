import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { isInRange, parseAddressRange } from '../../lambda/contract/address-range';
import { propertyRuns } from '../support/property-runs';

describe('address ranges', () => {
  it.each([
    '192.0.2.0/24',
    '192.0.2.1',
    '0.0.0.0/0',
    '2001:db8::/32',
    '::/0',
    '::1',
    '2001:DB8:0:0:0:0:0:1',
    '::ffff:192.0.2.0/120',
    '1:2:3:4:5:6:192.0.2.1',
    '1::8/128',
  ])('%s is one', (text) => {
    expect(parseAddressRange(text)).toBeDefined();
  });

  it.each([
    '',
    '/',
    '192.0.2.1/24',
    '192.0.2.0/33',
    '192.0.2.0/024',
    '192.0.2.0/24/1',
    '192.0.2',
    '192.0.2.256',
    '192.00.2.1',
    '2001:db8::1/32',
    '2001:db8::/129',
    '1::2::3',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4::5:6:7:8',
    '12345::',
    'g::',
    '192.0.2.1::',
    'fe80::1%eth0',
    '::ffff:192.0.2.0/24',
    '10.0.0.0/8 ',
  ])('%j is none', (text) => {
    expect(parseAddressRange(text)).toBeUndefined();
  });

  it('agree with the runtime about who is in them', () => {
    const addresses = fc.oneof(fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(addresses, addresses, fc.integer({ min: 0, max: 128 }), (network, address, bits) => {
        const family = isIP(network) === 4 ? 'ipv4' : 'ipv6';
        const prefix = Math.min(bits, family === 'ipv4' ? 32 : 128);
        const list = new BlockList();
        list.addSubnet(network, prefix, family);
        const range = parseAddressRange(`${network}/${prefix}`) ?? parseAddressRange(network);
        const exact = parseAddressRange(`${network}/${prefix}`) !== undefined;
        expect(range).toBeDefined();
        if (exact && isIP(network) === isIP(address) && !/^::ffff:/i.test(`${network} ${address}`)) {
          expect(isInRange(range as never, address)).toBe(list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6'));
        }
        expect(isInRange(parseAddressRange(network) as never, network)).toBe(true);
      }),
      propertyRuns(2_000),
    );
  });

  it('take an IPv4 address for the same however it is written', () => {
    expect(isInRange(parseAddressRange('192.0.2.0/24') as never, '::ffff:192.0.2.7')).toBe(true);
    expect(isInRange(parseAddressRange('::ffff:192.0.2.0/120') as never, '192.0.2.7')).toBe(true);
    expect(isInRange(parseAddressRange('::/0') as never, '192.0.2.7')).toBe(false);
  });

  it('hold no text that is no address', () => {
    const all = [parseAddressRange('0.0.0.0/0'), parseAddressRange('::/0')];
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(all.some((range) => isInRange(range as never, text)) && isIP(text) === 0).toBe(false);
      }),
      propertyRuns(500),
    );
  });
});
