import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatLatency,
  formatPercent,
  formatPlural,
  formatShare,
  weightPercent,
} from './numbers.ts';

describe('numbers', () => {
  test('of things are grouped, and nothing is a dash', () => {
    expect([formatCount(1_234_567), formatCount(0), formatCount(2.25), formatCount(undefined)]).toEqual([
      '1,234,567',
      '0',
      '2.3',
      '–',
    ]);
    expect([formatPlural(1, 'file'), formatPlural(1200, 'file'), formatPlural(2, 'entry', 'entries')]).toEqual([
      '1 file',
      '1,200 files',
      '2 entries',
    ]);
  });

  test('of percents never hide that there is something, or that something is left', () => {
    expect([10, 9.666, 0, 0.01, 99.99, 100, undefined].map(formatPercent)).toEqual([
      '10 %',
      '9.7 %',
      '0 %',
      '< 0.1 %',
      '> 99.9 %',
      '100 %',
      '–',
    ]);
    expect([formatShare(1, 8), formatShare(0, 0)]).toEqual(['12.5 %', '–']);
    expect([0.1, 0.07, 1].map(weightPercent)).toEqual([10, 7, 100]);
  });

  test('of milliseconds and bytes have the unit that suits their size', () => {
    expect([7.46, 12.4, 1250, undefined].map(formatLatency)).toEqual(['7.5 ms', '12 ms', '1.25 s', '–']);
    expect([312, 2048, 5_500_000, undefined].map(formatBytes)).toEqual(['312 B', '2 KiB', '5.2 MiB', '–']);
  });
});
