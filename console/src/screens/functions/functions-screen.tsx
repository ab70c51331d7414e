import { useDeferredValue, useMemo, useState } from 'react';
import { useCall, useLiveQuery } from '../../live/live.tsx';
import { Command, EmptyState } from '../../parts/empty-state.tsx';
import { ListFoot } from '../../parts/list-foot.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { useSearchWord, useTitle } from '../../routing/router.tsx';
import { FunctionTable } from './function-table.tsx';
import { readFunctions, type FunctionSummary } from './read-functions.ts';

/** All functions of the region, with what they did lately. */
export function FunctionsScreen() {
  useTitle('Functions');
  const call = useCall();
  const [search, setSearch] = useSearchWord('name');
  const query = useLiveQuery({
    key: 'functions',
    read: () => readFunctions(call),
    concerns: ({ kind }) => kind === 'function',
  });
  return (
    <>
      <div className="screen-head">
        <h1>Functions</h1>
        <div className="screen-actions">
          <input
            type="search"
            className="input"
            aria-label="Name contains"
            placeholder="Name contains"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
      </div>
      <Loaded query={query} subject="the functions">
        {(functions) => (functions.length === 0 ? <NothingYet /> : <Found functions={functions} search={search} />)}
      </Loaded>
    </>
  );
}

/** As many as a screen or two can show; each row that is drawn is read for. */
const rowsAtOnce = 50;

function Found({ functions, search }: { readonly functions: readonly FunctionSummary[]; readonly search: string }) {
  const [shownMax, setShownMax] = useState(rowsAtOnce);
  const wanted = useDeferredValue(search.trim().toLowerCase());
  const found = useMemo(
    () => functions.filter(({ FunctionName: name = '' }) => name.toLowerCase().includes(wanted)),
    [functions, wanted],
  );
  const shown = useMemo(() => found.slice(0, shownMax), [found, shownMax]);
  if (found.length === 0)
    return (
      <EmptyState title={`No function of this region has “${search.trim()}” in its name`}>
        <p>Search for another part of the name, or choose another region above.</p>
      </EmptyState>
    );
  return (
    <section className="panel" aria-label="Functions">
      <FunctionTable functions={shown} />
      <ListFoot
        shown={shown.length}
        total={found.length}
        noun="function"
        onMore={() => setShownMax(shownMax + rowsAtOnce)}
      />
    </section>
  );
}

const NothingYet = () => (
  <EmptyState title="There is no function in this region yet">
    <p>Deploy a template that has one:</p>
    <p>
      <Command>serin deploy examples/workshop/template.yaml --stack-name checkout-prod</Command>
    </p>
    <p>
      <Command>serin exec -- sam deploy</Command> works as well.
    </p>
  </EmptyState>
);
