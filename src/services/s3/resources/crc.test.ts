import { expect, test } from 'vitest';
import { Crc64Nvme, crc32c } from './crc.ts';

// The check values of the catalogue of parametrised CRC algorithms, for the text 123456789.
const sample = Buffer.from('123456789');

test('CRC-32C of the check text is the catalogue value, in one piece and in two', () => {
  expect(crc32c(sample).toString(16)).toBe('e3069283');
  expect(crc32c(sample.subarray(4), crc32c(sample.subarray(0, 4))).toString(16)).toBe('e3069283');
});

test('CRC-64/NVME of the check text is the catalogue value, in one piece and in two', () => {
  const whole = new Crc64Nvme();
  whole.update(sample);
  const halves = new Crc64Nvme();
  halves.update(sample.subarray(0, 3));
  halves.update(sample.subarray(3));
  expect(Buffer.from(whole.digest()).toString('hex')).toBe('ae8b14860a799888');
  expect(Buffer.from(halves.digest()).toString('hex')).toBe('ae8b14860a799888');
});
