import { expect, it } from 'vitest';
import { physicalName } from './physical-name.ts';

const request = { stackName: 'sam-app-dev', logicalId: 'Function', requestToken: 'token' };

it('is made of the names of the stack and the resource, and of letters that no other act gets', () => {
  expect(physicalName(request, { lengthMax: 64 })).toMatch(/^sam-app-dev-Function-[A-Z0-9]{13}$/);
  const other = { ...request, requestToken: 'other' };
  expect(physicalName(other, { lengthMax: 64 })).not.toBe(physicalName(request, { lengthMax: 64 }));
});

it('is the same for an act that is repeated', () => {
  expect(physicalName(request, { lengthMax: 64 })).toBe(physicalName({ ...request }, { lengthMax: 64 }));
});

it('fits where names are short: what one part leaves, the other takes', () => {
  const long = { ...request, stackName: 'a'.repeat(100), logicalId: 'B'.repeat(100) };
  expect(physicalName(long, { lengthMax: 64 })).toMatch(/^a{24}-B{25}-[A-Z0-9]{13}$/);
  expect(physicalName({ ...long, logicalId: 'Short' }, { lengthMax: 64 })).toMatch(/^a{44}-Short-[A-Z0-9]{13}$/);
  expect(physicalName({ ...long, stackName: 'b' }, { lengthMax: 64 })).toMatch(/^b-B{48}-[A-Z0-9]{13}$/);
});

it('has the letters that the service takes', () => {
  expect(physicalName(request, { lengthMax: 63, letters: 'lower' })).toMatch(/^sam-app-dev-function-[a-z0-9]{13}$/);
  expect(physicalName(request, { lengthMax: 64, letters: 'mixed', randomLength: 12 })).toMatch(/-[A-Za-z0-9]{12}$/);
});
