import { formatClock, formatIso } from '../format/moments.ts';

export interface LogLine {
  readonly id: string;
  /** Milliseconds since 1970, as CloudWatch Logs has them. */
  readonly timestamp: number;
  readonly message: string;
}

/** Lines of a log with their times. It scrolls within bounds and can be reached with the keyboard. */
export function LogLines({ lines, label }: { readonly lines: readonly LogLine[]; readonly label: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached with the keyboard
    <div className="log" role="log" aria-label={label} aria-live="off" tabIndex={0}>
      {lines.map(({ id, timestamp, message }) => (
        <div key={id} className={`log-line ${levelOf(message)}`}>
          <time dateTime={formatIso(timestamp / 1000)}>{formatClock(timestamp / 1000)}</time>
          <span>{message.trimEnd()}</span>
        </div>
      ))}
    </div>
  );
}

function levelOf(message: string): string {
  if (/^(START|END|REPORT|INIT_START) /.test(message)) return 'log-platform';
  return /\bERROR\b|Task timed out|"errorType"/.test(message) ? 'log-error' : '';
}
