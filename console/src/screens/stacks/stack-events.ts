/** The events of a stack, the newest first: as many pages as were looked at, and live at the top. */
import type { Call } from '../../api/call.ts';
import type { Answer } from '../../api/operations.ts';

type EventPage = Answer<'cloudformation', 'DescribeStackEvents'>;
export type StackEvent = NonNullable<EventPage['StackEvents']>[number];

export interface StackEvents {
  readonly events: readonly StackEvent[];
  readonly hasMore: boolean;
}

export interface StackEventReader {
  /** What is new, and older ones until there are as many as are wanted. */
  read(wanted: number): Promise<StackEvents>;
}

/**
 * What was read is kept: a change at the top reads what is new alone, however far down somebody looked.
 * Tokens name a place in the list, not a moment, so that they stay right when new events come.
 */
export function createStackEventReader(call: Call, stackName: string): StackEventReader {
  let known: readonly StackEvent[] = [];
  let olderToken: string | undefined;
  const readPage = (token?: string): Promise<EventPage> =>
    call('cloudformation', 'DescribeStackEvents', {
      StackName: stackName,
      ...(token !== undefined && { NextToken: token }),
    });

  async function readNewer(): Promise<void> {
    const newestKnown = known[0]?.EventId;
    const newer: StackEvent[] = [];
    let token: string | undefined;
    do {
      const page = await readPage(token);
      const events = page.StackEvents ?? [];
      const overlap = events.findIndex(({ EventId: id }) => id === newestKnown);
      newer.push(...(overlap === -1 ? events : events.slice(0, overlap)));
      token = page.NextToken;
      if (overlap !== -1) {
        known = newer.concat(known);
        return;
      }
      // Nothing is known yet: the first page is enough.
      if (newestKnown === undefined) break;
    } while (token !== undefined);
    known = newer;
    olderToken = token;
  }

  return {
    async read(wanted) {
      await readNewer();
      while (known.length < wanted && olderToken !== undefined) {
        const page = await readPage(olderToken);
        known = known.concat(page.StackEvents ?? []);
        olderToken = page.NextToken;
      }
      return { events: known, hasMore: olderToken !== undefined };
    },
  };
}
