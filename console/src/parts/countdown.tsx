import { formatClock, formatCountdown } from '../format/moments.ts';
import { useNow } from '../live/live.tsx';

/** What is left until a moment of the platform's clock, which may run faster than the wall's: `3:37, at 12:08:11`. */
export function Countdown({ until }: { readonly until: number }) {
  const now = useNow(250);
  return (
    <>
      <span className="countdown">{formatCountdown(until - now)}</span>, at {formatClock(until)}
    </>
  );
}
