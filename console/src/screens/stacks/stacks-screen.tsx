import { useMemo, useState } from 'react';
import type { Call } from '../../api/call.ts';
import type { Answer } from '../../api/operations.ts';
import { useCall, useLiveQuery } from '../../live/live.tsx';
import { Badge } from '../../parts/badge.tsx';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Command, EmptyState } from '../../parts/empty-state.tsx';
import { ListFoot } from '../../parts/list-foot.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Moment } from '../../parts/moment.tsx';
import { inWords, stackTone } from '../../parts/status-tones.ts';
import { Link, pathOf, useSearchWord, useTitle } from '../../routing/router.tsx';
import { isTelling, stackNameOf } from './stack-words.ts';

type StackSummary = NonNullable<Answer<'cloudformation', 'ListStacks'>['StackSummaries']>[number];

const pagesMax = 100;
const deleted = 'DELETE_COMPLETE';

async function readStacks(call: Call): Promise<readonly StackSummary[]> {
  const stacks: StackSummary[] = [];
  let token: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const answer = await call('cloudformation', 'ListStacks', { ...(token !== undefined && { NextToken: token }) });
    stacks.push(...(answer.StackSummaries ?? []));
    token = answer.NextToken;
    if (token === undefined) break;
  }
  return stacks;
}

const filters = { current: 'Current', deleted: 'Deleted' } as const;

/** All stacks of the region, the newest first. */
export function StacksScreen() {
  useTitle('Stacks');
  const call = useCall();
  const [word, setWord] = useSearchWord('show');
  const filter = word === 'deleted' ? 'deleted' : 'current';
  const query = useLiveQuery({
    key: 'stacks',
    read: () => readStacks(call),
    concerns: ({ kind }) => kind === 'stack',
  });
  return (
    <>
      <div className="screen-head">
        <h1>Stacks</h1>
        <div className="screen-actions">
          <fieldset className="segments">
            <legend className="visually-hidden">Show</legend>
            {(['current', 'deleted'] as const).map((name) => (
              <label key={name}>
                <input
                  type="radio"
                  name="show"
                  checked={filter === name}
                  onChange={() => setWord(name === 'current' ? '' : name)}
                />
                <span>{filters[name]}</span>
              </label>
            ))}
          </fieldset>
        </div>
      </div>
      <Loaded query={query} subject="the stacks">
        {(stacks) => <Found key={filter} stacks={stacks} isDeleted={filter === 'deleted'} />}
      </Loaded>
    </>
  );
}

const rowsAtOnce = 100;

function Found({ stacks, isDeleted }: { readonly stacks: readonly StackSummary[]; readonly isDeleted: boolean }) {
  const [shownMax, setShownMax] = useState(rowsAtOnce);
  const found = useMemo(
    () => stacks.filter(({ StackStatus: status }) => (status === deleted) === isDeleted),
    [stacks, isDeleted],
  );
  const shown = useMemo(() => found.slice(0, shownMax), [found, shownMax]);
  if (found.length === 0) return isDeleted ? <EmptyState title="No stack was deleted" /> : <NothingYet />;
  return (
    <section className="panel" aria-label="Stacks">
      <DataTable caption="Stacks, newest first" columns={columns} rows={shown} keyOf={({ StackId = '' }) => StackId} />
      <ListFoot
        shown={shown.length}
        total={found.length}
        noun="stack"
        onMore={() => setShownMax(shownMax + rowsAtOnce)}
      />
    </section>
  );
}

const columns: readonly Column<StackSummary>[] = [
  { title: 'Stack', isHeader: true, cell: (stack) => <Name stack={stack} /> },
  { title: 'Status', cell: (stack) => <Status stack={stack} /> },
  { title: 'Description', isMinor: true, cell: ({ TemplateDescription: text }) => text ?? '–' },
  {
    title: 'Changed',
    cell: ({ DeletionTime, LastUpdatedTime, CreationTime }) => (
      <span className="moment-cell">
        <Moment at={DeletionTime ?? LastUpdatedTime ?? CreationTime} />
      </span>
    ),
  },
  { title: 'Created', isMinor: true, cell: ({ CreationTime }) => <Moment at={CreationTime} /> },
];

/** The name leads to the stack that has it now; one that was deleted has its ID alone. */
function Name({ stack: { StackName = '', StackId = '', StackStatus, ParentId } }: { readonly stack: StackSummary }) {
  return (
    <>
      <Link href={pathOf('stacks', StackStatus === deleted ? StackId : StackName)} className="row-link subject">
        {StackName}
      </Link>
      {ParentId !== undefined && (
        <div className="muted small">
          nested in <Link href={pathOf('stacks', stackNameOf(ParentId))}>{stackNameOf(ParentId)}</Link>
        </div>
      )}
    </>
  );
}

const Status = ({ stack: { StackStatus, StackStatusReason } }: { readonly stack: StackSummary }) => (
  <div className="status-cell">
    <Badge tone={stackTone(StackStatus ?? '')}>{inWords(StackStatus ?? '')}</Badge>
    {isTelling(StackStatusReason) && <div className="muted small">{StackStatusReason}</div>}
  </div>
);

const NothingYet = () => (
  <EmptyState title="There is no stack in this region yet">
    <p>Deploy a template:</p>
    <p>
      <Command>serin deploy examples/workshop/template.yaml --stack-name checkout-prod</Command>
    </p>
    <p>
      <Command>serin exec -- sam deploy</Command> and <Command>serin exec -- aws cloudformation deploy</Command> work as
      well.
    </p>
  </EmptyState>
);
