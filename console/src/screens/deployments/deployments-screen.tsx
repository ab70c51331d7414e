import { useEffect, useRef } from 'react';
import type { Call } from '../../api/call.ts';
import type { ShiftSummary } from '../../api/serin-operations.ts';
import { useCall, useLiveQuery } from '../../live/live.tsx';
import { Command, EmptyState } from '../../parts/empty-state.tsx';
import { ListFoot } from '../../parts/list-foot.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { useSearchWord, useTitle } from '../../routing/router.tsx';
import { ShiftTable } from './shift-table.tsx';
import { filterNames, filters, type FilterName } from './shift-words.ts';

const pageSize = 100;

/** All deployments of the region, the newest first, as they move. */
export function DeploymentsScreen() {
  useTitle('Deployments');
  const call = useCall();
  const [filterWord, setFilter] = useSearchWord('status');
  const [functionName, setFunctionName] = useSearchWord('function');
  const filter = filterNames.find((name) => name === filterWord) ?? 'all';
  // How far was read is no part of the key: what is shown stays while more is read.
  const pages = useRef(1);
  useEffect(() => {
    pages.current = 1;
  }, [filter, functionName]);
  const query = useLiveQuery({
    key: `shifts ${filter} ${functionName}`,
    read: () => readShifts(call, { filter, functionName, pages: pages.current }),
    concerns: ({ kind }) => kind === 'deployment',
  });
  const showMore = (): void => {
    pages.current += 1;
    query.refresh();
  };
  const isFiltered = filter !== 'all' || functionName !== '';
  return (
    <>
      <div className="screen-head">
        <h1>Deployments</h1>
        <div className="screen-actions">
          <Filter value={filter} onChange={(name) => setFilter(name === 'all' ? '' : name)} />
          <input
            type="search"
            className="input"
            aria-label="Function"
            placeholder="Function’s exact name"
            value={functionName}
            onChange={(event) => setFunctionName(event.target.value.trim())}
          />
        </div>
      </div>
      <Loaded query={query} subject="the deployments">
        {({ shifts, total }) =>
          shifts.length === 0 ? (
            <NothingYet isFiltered={isFiltered} />
          ) : (
            <Found shifts={shifts} total={total} isReading={query.isReading} onShowMore={showMore} />
          )
        }
      </Loaded>
    </>
  );
}

interface FoundProps {
  readonly shifts: readonly ShiftSummary[];
  readonly total: number;
  readonly isReading: boolean;
  readonly onShowMore: () => void;
}

const Found = ({ shifts, total, isReading, onShowMore }: FoundProps) => (
  <section className="panel" aria-label="Deployments">
    <ShiftTable shifts={shifts} />
    <ListFoot shown={shifts.length} total={total} noun="deployment" onMore={onShowMore} isReading={isReading} />
  </section>
);

interface Wanted {
  readonly filter: FilterName;
  readonly functionName: string;
  readonly pages: number;
}

async function readShifts(
  call: Call,
  { filter, functionName, pages }: Wanted,
): Promise<{ readonly shifts: readonly ShiftSummary[]; readonly total: number }> {
  const { status } = filters[filter];
  const shifts: ShiftSummary[] = [];
  let total = 0;
  let nextToken: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const answer = await call('serin', 'ListShifts', {
      limit: pageSize,
      ...(status.length > 0 && { status }),
      ...(functionName !== '' && { functionName }),
      ...(nextToken !== undefined && { nextToken }),
    });
    shifts.push(...answer.shifts);
    ({ total, nextToken } = answer);
    if (nextToken === undefined) break;
  }
  return { shifts, total };
}

const Filter = ({ value, onChange }: { readonly value: FilterName; readonly onChange: (name: FilterName) => void }) => (
  <fieldset className="segments">
    <legend className="visually-hidden">Status</legend>
    {filterNames.map((name) => (
      <label key={name}>
        <input type="radio" name="status" checked={value === name} onChange={() => onChange(name)} />
        <span>{filters[name].title}</span>
      </label>
    ))}
  </fieldset>
);

const NothingYet = ({ isFiltered }: { readonly isFiltered: boolean }) =>
  isFiltered ? (
    <EmptyState title="No deployment is like that">
      <p>Choose another status, or clear the name of the function.</p>
    </EmptyState>
  ) : (
    <EmptyState title="Nothing has been deployed in this region yet">
      <p>
        A change of a function with a deployment preference shows up here as it goes out. Deploy a template twice, with
        a change of the code in between:
      </p>
      <p>
        <Command>serin deploy examples/workshop/template.yaml --stack-name checkout-prod</Command>
      </p>
    </EmptyState>
  );
