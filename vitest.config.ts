import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'console/src/**/*.test.ts', 'tests/**/*.test.ts'],
    // By default one core is left over; but tests whose work is in other processes mostly wait.
    maxWorkers: Math.max(2, availableParallelism()),
    // Machines are shared: a bound that only a hung test meets, never a slow one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
