import { formatCount, formatPlural } from '../format/numbers.ts';

interface ListFootProps {
  readonly shown: number;
  readonly total: number;
  /** What is listed, one of it: `function`. */
  readonly noun: string;
  readonly onMore: () => void;
  /** More is on its way already. */
  readonly isReading?: boolean;
  /** Said after the count. */
  readonly remark?: string;
}

/** How much of a list is shown, and a way to the rest of it. */
export const ListFoot = ({ shown, total, noun, onMore, isReading = false, remark = '' }: ListFootProps) => (
  <footer className="list-foot">
    <span className="muted">
      {shown >= total ? formatPlural(total, noun) : `${formatCount(shown)} of ${formatPlural(total, noun)}`}
      {remark}
    </span>
    {shown < total && (
      <button type="button" className="button" onClick={onMore} disabled={isReading}>
        Show more
      </button>
    )}
  </footer>
);
