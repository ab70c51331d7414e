/** Which isolation a platform runs its functions in: the one asked for, or the best that works here. */
import { realpathSync } from 'node:fs';
import { findBubblewrap, type Isolation } from '../execution/isolation.ts';
import { ConfigError } from './config-error.ts';
import type { PlatformConfig } from './config.ts';
import { searchPath } from './search-path.ts';

export interface IsolationChoice {
  readonly isolation: Isolation;
  /** In a sentence's part for a person: what it means, or why it is not the better one. */
  readonly remark: string;
}

/** Throws {@link ConfigError} where what is asked for is not to be had. The data folder must exist. */
export async function chooseIsolation({ isolation, dataFolder }: PlatformConfig): Promise<IsolationChoice> {
  if (isolation === 'process') return { isolation: { kind: 'process' }, remark: readsAll };
  const finding = await findBubblewrap({
    searchPath: searchPath(),
    hidden: [...new Set([dataFolder, realpathSync(dataFolder)])],
  });
  if (finding.kind === 'available') {
    return { isolation: { kind: 'bubblewrap', sandbox: finding.sandbox }, remark: seesOwn };
  }
  if (isolation === 'auto') return { isolation: { kind: 'process' }, remark: `${readsAll}: ${finding.reason}` };
  const wanted = 'a machine on which it works';
  throw new ConfigError([
    {
      place: 'isolation',
      found: `bubblewrap, which is not to be had here: ${finding.reason}`,
      wanted,
      mend: 'or start with --isolation process',
    },
  ]);
}

const readsAll = 'a function can read what this user can read';
const seesOwn = 'a function sees its own code and /tmp, and nothing else of yours';
