import { ApiError } from '../../../aws/api-error.ts';
import type { LogStreamSummary } from '../../../storage/logs.ts';
import type { LogsContext, LogsOperation } from '../context.ts';
import { invalidParameter } from '../errors.ts';
import { requireGroupName } from '../group-change.ts';
import type { OpenGroup } from '../log-groups.ts';
import { formatToken, parseToken } from '../page-token.ts';
import { collect } from '../records.ts';
import { readAll } from '../../../storage/read-all.ts';
import { streamKey, streamsPrefix } from '../resources/keys.ts';
import { describeLogStream, type LogStream } from '../resources/log-stream.ts';
import { formatOwner } from '../resources/owner.ts';

const limitDefault = 50;
const summariesPageSize = 1000;

interface PageRequest {
  readonly prefix: string;
  readonly token: string | undefined;
  readonly limit: number;
}

interface Listed {
  readonly stream: LogStream;
  readonly summary: LogStreamSummary | undefined;
}

interface StreamPage {
  readonly listed: readonly Listed[];
  readonly nextToken?: string | undefined;
}

export const describeLogStreams: LogsOperation<'DescribeLogStreams'> = async (input, context, { caller }) => {
  const name = requireGroupName(
    input,
    caller,
    () => new ApiError('ValidationException', 'LogGroup name and LogGroup ARN are mutually exclusive parameters.'),
  );
  const isByTime = input.orderBy === 'LastEventTime';
  if (isByTime && input.logStreamNamePrefix !== undefined) {
    throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  await context.flushTelemetry();
  const open = await context.groups.require(caller, name);
  const isDescending = input.descending ?? false;
  const page: PageRequest = {
    prefix: input.logStreamNamePrefix ?? '',
    token: input.nextToken,
    limit: input.limit ?? limitDefault,
  };
  const { listed, nextToken } =
    isByTime || isDescending
      ? await listSorted(open, context, page, { isByTime, isDescending })
      : await listByName(open, context, page);
  return {
    logStreams: listed.map(({ stream, summary }) => describeLogStream(stream, summary, open.group.name, caller)),
    ...(nextToken !== undefined && { nextToken }),
  };
};

/** In the order in which the store keeps them: a page is read and no more. */
async function listByName(
  open: OpenGroup,
  context: LogsContext,
  { prefix, token, limit }: PageRequest,
): Promise<StreamPage> {
  const { owner, group } = open;
  const start = `${streamsPrefix(owner, group.name)}${prefix}`;
  const after = token === undefined ? undefined : streamKey(owner, group.name, String(parseToken(token, 1)[0]));
  const streams: LogStream[] = [];
  for await (const { value } of readAll<LogStream>(context.store.documents, start, { after })) {
    streams.push(value);
    if (streams.length > limit) break;
  }
  const page = streams.slice(0, limit);
  const listed = await Promise.all(
    page.map(async (stream) => ({ stream, summary: await findSummary(open, context, stream) })),
  );
  const last = page.at(-1);
  return { listed, nextToken: streams.length > limit && last !== undefined ? formatToken(last.name) : undefined };
}

async function findSummary(
  { owner, group }: OpenGroup,
  { store }: LogsContext,
  { storedAs }: LogStream,
): Promise<LogStreamSummary | undefined> {
  const [summary] = await store.logs.listStreams({
    owner: formatOwner(owner),
    group: group.storedAs,
    prefix: storedAs,
    limit: 1,
  });
  return summary;
}

/** In any other order all of them must be known. */
async function listSorted(
  open: OpenGroup,
  context: LogsContext,
  { prefix, token, limit }: PageRequest,
  { isByTime, isDescending }: { readonly isByTime: boolean; readonly isDescending: boolean },
): Promise<StreamPage> {
  const { owner, group } = open;
  const summaries = await readSummaries(open, context);
  const streams = await collect<LogStream>(context.store.documents, `${streamsPrefix(owner, group.name)}${prefix}`);
  const placed = streams.map((stream) => {
    const summary = summaries.get(stream.storedAs);
    // Without events, a stream stands where its creation was.
    const atMs = isByTime ? (summary?.lastAtMs ?? stream.createdAtMs) : 0;
    return { stream, summary, atMs };
  });
  const [sign, first] = [isDescending ? -1 : 1, token === undefined ? undefined : parsePlace(token)];
  const compare = (left: Place, right: Place): number =>
    sign * (left.atMs - right.atMs || compareText(left.stream.name, right.stream.name));
  const sorted = placed.toSorted(compare).filter((place) => first === undefined || compare(place, first) > 0);
  const page = sorted.slice(0, limit);
  const last = page.at(-1);
  return {
    listed: page,
    nextToken: sorted.length > limit && last !== undefined ? formatToken(last.atMs, last.stream.name) : undefined,
  };
}

interface Place {
  readonly atMs: number;
  readonly stream: Pick<LogStream, 'name'>;
}

function parsePlace(token: string): Place {
  const [atMs, name] = parseToken(token, 2);
  return { atMs: Number(atMs), stream: { name: String(name) } };
}

const compareText = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));

async function readSummaries(
  { owner, group }: OpenGroup,
  { store }: LogsContext,
): Promise<ReadonlyMap<string, LogStreamSummary>> {
  const summaries = new Map<string, LogStreamSummary>();
  let after: string | undefined;
  do {
    const page = await store.logs.listStreams({
      owner: formatOwner(owner),
      group: group.storedAs,
      limit: summariesPageSize,
      ...(after !== undefined && { after }),
    });
    for (const summary of page) summaries.set(summary.stream, summary);
    after = page.length === summariesPageSize ? page.at(-1)?.stream : undefined;
  } while (after !== undefined);
  return summaries;
}
