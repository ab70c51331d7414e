/** Where the process of a story is to be killed, and the work of killing it at each of these points. */
import type { KillPoint } from './kill-point.ts';

/** Runs at a time: more than the processors of a small machine, for each waits a little. */
const lanes = 3;

/** Right before and right after each write that matters. */
export function killPoints(
  made: readonly string[],
  matters: (write: string, index: number) => boolean,
): readonly KillPoint[] {
  const isMet = (index: number): boolean => matters(made[index] ?? '', index);
  return made.flatMap((_, index): KillPoint[] => {
    if (!isMet(index)) return [];
    const after = { write: index + 1, moment: 'after' } as const;
    // Between two writes nothing lasts: right after the one is right before the other.
    return isMet(index - 1) ? [after] : [{ write: index + 1, moment: 'before' }, after];
  });
}

/** `visit` tells whether the process was killed at the point; answers how many were. */
export async function visitAll(
  points: readonly KillPoint[],
  made: readonly string[],
  visit: (point: KillPoint, where: string) => Promise<boolean>,
): Promise<number> {
  let killed = 0;
  const waiting = [...points];
  const lane = async (): Promise<void> => {
    for (let point = waiting.shift(); point !== undefined; point = waiting.shift()) {
      const where = `killed ${point.moment} write ${point.write} (${made[point.write - 1]})`;
      const isKilled = await visit(point, where).catch((cause: unknown) => {
        throw new Error(where, { cause });
      });
      if (isKilled) killed += 1;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return killed;
}
