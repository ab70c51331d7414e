import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'console/src/**/*.test.ts', 'tests/**/*.test.ts'],
    // Machines are shared: a bound that only a hung test meets, never a slow one.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
