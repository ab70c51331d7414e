/** What runs in an execution environment, as the system tells it. Linux only: elsewhere it tells nothing. */
import { readdirSync, readFileSync } from 'node:fs';

/** A process and all that it started, those in between included, as long as they are there. */
export function listTree(root: number): readonly number[] {
  const found = [root];
  for (const pid of found) found.push(...listChildren(pid));
  return found;
}

/** The processes that one has started; each of its threads may have. */
function listChildren(pid: number): readonly number[] {
  const folder = `/proc/${pid}/task`;
  return list(folder).flatMap((thread) =>
    read(`${folder}/${thread}/children`)
      .split(' ')
      .filter((child) => child !== '')
      .map(Number),
  );
}

/** bubblewrap watches over one process that watches over the runtime. `undefined` while they start, and after. */
export function findRuntimeOf(bubblewrap: number): number | undefined {
  const [guard] = listChildren(bubblewrap);
  return guard === undefined ? undefined : listChildren(guard)[0];
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1').trim();
  } catch {
    // It has ended.
    return '';
  }
}
