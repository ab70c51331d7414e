import type { Browser, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import type { SerinProgram } from '../serin-program.ts';
import { visit } from './chromium.ts';

export interface LookOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
}

/** A page for one test, which fails at its end for what the page should not have done. */
export async function look(
  browser: Browser,
  serin: SerinProgram,
  path: string,
  { colorScheme = 'light', width = 1280 }: LookOptions = {},
): Promise<Page> {
  const visited = await visit(browser, serin, { path, colorScheme, viewport: { width, height: 900 } });
  onTestFinished(async () => {
    const offences = visited.takeOffences();
    await visited[Symbol.asyncDispose]();
    expect(offences).toEqual([]);
  });
  return visited.page;
}
