import { formatClock, formatCountdown } from '../format/moments.ts';
import { useTimed } from '../live/live.tsx';

/** What is left until a moment of the platform's clock, which may run faster than the wall's: `3:37, at 12:08:11`. */
export function Countdown({ until }: { readonly until: number }) {
  const left = useTimed((now) => formatCountdown(until - now), 250);
  return (
    <>
      <span className="countdown">{left}</span>, at {formatClock(until)}
    </>
  );
}
