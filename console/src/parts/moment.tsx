import { formatIso, formatMoment, formatRelative } from '../format/moments.ts';
import { useNow } from '../live/live.tsx';

interface MomentProps {
  /** Seconds since 1970, of the platform's clock. */
  readonly at: number | undefined;
  /** `both`: relative, with the absolute time beside it. */
  readonly show?: 'both' | 'relative' | 'absolute';
}

/** When something was or will be. The tooltip has it exactly. */
export function Moment({ at, show = 'both' }: MomentProps) {
  const now = useNow(1000);
  if (at === undefined) return <span className="muted">–</span>;
  const relative = formatRelative(at, now);
  const absolute = formatMoment(at, now);
  return (
    <time className="moment" dateTime={formatIso(at)} title={`${formatIso(at)} (${relative})`}>
      {show === 'absolute' ? absolute : relative}
      {show === 'both' && <span className="muted"> · {absolute}</span>}
    </time>
  );
}
