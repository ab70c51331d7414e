import { useMemo, useState } from 'react';
import { formatBytes, formatPlural } from '../../format/numbers.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Panel } from '../../parts/panel.tsx';
import { sharesOf } from './alias-split.ts';
import type { Alias, FunctionSummary, Version } from './read-functions.ts';
import { secondsOf } from './wire-moment.ts';

interface VersionsProps {
  readonly latest: FunctionSummary;
  readonly versions: readonly Version[];
  readonly aliases: readonly Alias[];
}

interface Row {
  readonly version: Version;
  readonly aliases: readonly string[];
}

const columns: readonly Column<Row>[] = [
  { title: 'Version', isHeader: true, cell: (row) => <Name row={row} /> },
  { title: 'Published', cell: ({ version }) => <Moment at={secondsOf(version.LastModified)} show="relative" /> },
  { title: 'Code', isNumber: true, cell: ({ version }) => formatBytes(version.CodeSize) },
];

const rowsAtOnce = 20;

/** `$LATEST` and what was published of it, the newest first, with the aliases that point there. */
export function FunctionVersionsPanel({ latest, versions, aliases }: VersionsProps) {
  const [shownMax, setShownMax] = useState(rowsAtOnce);
  const rows = useMemo(
    () =>
      [{ ...latest, Version: '$LATEST' }, ...versions.slice(0, shownMax)].map((version) => ({
        version,
        aliases: namesOf(aliases, version.Version ?? ''),
      })),
    [latest, versions, aliases, shownMax],
  );
  return (
    <Panel title="Versions" aside={formatPlural(versions.length, 'version')} isFlush className="order-lifecycle">
      <DataTable
        caption="Versions, newest first"
        columns={columns}
        rows={rows}
        keyOf={({ version }) => version.Version ?? ''}
      />
      {versions.length > shownMax && (
        <footer className="list-foot">
          <button type="button" className="button" onClick={() => setShownMax(shownMax + rowsAtOnce)}>
            Show more
          </button>
        </footer>
      )}
    </Panel>
  );
}

const namesOf = (aliases: readonly Alias[], version: string): readonly string[] =>
  aliases.flatMap((alias) =>
    sharesOf(alias).some((share) => share.version === version) && alias.Name !== undefined ? [alias.Name] : [],
  );

const Name = ({ row: { version, aliases } }: { readonly row: Row }) => (
  <>
    <b>{version.Version}</b>
    {aliases.length > 0 && <span className="muted"> ← {aliases.join(', ')}</span>}
    {version.Description !== undefined && version.Description !== '' && (
      <div className="muted small">{version.Description}</div>
    )}
  </>
);
