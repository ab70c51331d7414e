import { expect, it } from 'vitest';
import { generateCidrs } from './cidr.ts';

it('cuts a block into as many blocks as are asked for', () => {
  expect(generateCidrs({ block: '192.168.0.0/24', count: '6', bits: '5' })).toEqual({
    cidrs: [
      '192.168.0.0/27',
      '192.168.0.32/27',
      '192.168.0.64/27',
      '192.168.0.96/27',
      '192.168.0.128/27',
      '192.168.0.160/27',
    ],
  });
  expect(generateCidrs({ block: '10.0.5.9/16', count: '2', bits: '8' })).toEqual({
    cidrs: ['10.0.0.0/24', '10.0.1.0/24'],
  });
});

it('cuts blocks of IPv6, written in their short form', () => {
  expect(generateCidrs({ block: '2001:db8:1234:1a00::/56', count: '2', bits: '64' })).toEqual({
    cidrs: ['2001:db8:1234:1a00::/64', '2001:db8:1234:1a01::/64'],
  });
  expect(generateCidrs({ block: '::/0', count: '2', bits: '112' })).toEqual({ cidrs: ['::/16', '1::/16'] });
  expect(generateCidrs({ block: '10:0:5::/48', count: '1', bits: '0' })).toEqual({ cidrs: ['10:0:5::/128'] });
});

it('makes blocks as large as they can be where no size is asked for', () => {
  expect(generateCidrs({ block: '10.0.0.0/16', count: '3', bits: undefined })).toMatchObject({
    cidrs: ['10.0.0.0/18', '10.0.64.0/18', '10.0.128.0/18'],
  });
});

it.each([
  { block: '10.0.0.0', count: '1', bits: '8' },
  { block: '10.0.0.0/24', count: '0', bits: '2' },
  { block: '10.0.0.0/8', count: '257', bits: '2' },
  { block: '10.0.0.0/24', count: '1', bits: '9' },
  { block: '10.0.0.0/24', count: '5', bits: '6' },
  { block: '10.0.0.0/24', count: 'x', bits: '6' },
])('refuses %j', (asked) => {
  expect(generateCidrs(asked)).toHaveProperty('message');
});
