import { memo, type ReactNode } from 'react';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the end, under one another. */
  readonly isNumber?: boolean;
  /** Names the row for those who hear it. */
  readonly isHeader?: boolean;
  /** Left out where the screen is narrow. */
  readonly isMinor?: boolean;
}

interface DataTableProps<Row> {
  /** What the table lists, for those who do not see where it stands. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}

/** Rows under headers. Where they do not fit, the table scrolls and can be reached with the keyboard. */
export function DataTable<Row>({ caption, columns, rows, keyOf }: DataTableProps<Row>) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached with the keyboard
    <section className="table-scroll" tabIndex={0} aria-label={caption}>
      <table className="data-table">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, isNumber, isMinor }) => (
              <th key={title} scope="col" className={classesOf({ isNumber, isMinor })}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TableRow key={keyOf(row)} columns={columns} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly row: Row;
}

function PlainRow<Row>({ columns, row }: RowProps<Row>) {
  return (
    <tr>
      {columns.map((column) => (
        <Cell key={column.title} column={column} row={row} />
      ))}
    </tr>
  );
}

// A row that is still the same object says the same. `memo` forgets that the component is generic.
const TableRow = memo(PlainRow) as typeof PlainRow;

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const className = classesOf(column);
  const content = column.cell(row);
  if (column.isHeader !== true) return <td className={className}>{content}</td>;
  return (
    <th scope="row" className={className}>
      {content}
    </th>
  );
}

const classesOf = ({
  isNumber,
  isMinor,
}: {
  readonly isNumber?: boolean | undefined;
  readonly isMinor?: boolean | undefined;
}): string | undefined => {
  const classes = [isNumber === true && 'number', isMinor === true && 'minor'].filter((name) => name !== false);
  return classes.length === 0 ? undefined : classes.join(' ');
};
