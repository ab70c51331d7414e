import { formatIso, formatMoment, formatRelative } from '../format/moments.ts';
import { useTimed } from '../live/live.tsx';

interface MomentProps {
  /** Seconds since 1970, of the platform's clock. */
  readonly at: number | undefined;
  /** `both`: relative, with the absolute time beside it. */
  readonly show?: 'both' | 'relative' | 'absolute';
}

/** When something was or will be. The tooltip has it exactly. */
export function Moment({ at, show = 'both' }: MomentProps) {
  return at === undefined ? <span className="muted">–</span> : <KnownMoment at={at} show={show} />;
}

function KnownMoment({ at, show }: { readonly at: number; readonly show: MomentProps['show'] }) {
  const relative = useTimed((now) => formatRelative(at, now));
  const absolute = useTimed((now) => formatMoment(at, now));
  return (
    <time className="moment" dateTime={formatIso(at)} title={`${formatIso(at)} (${relative})`}>
      {show === 'absolute' ? absolute : relative}
      {show === 'both' && <span className="muted"> · {absolute}</span>}
    </time>
  );
}
