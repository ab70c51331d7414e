import { ConsoleError } from '../api/console-error.ts';

interface ProblemProps {
  readonly error: unknown;
  /** What was not possible: `The deployments could not be read`. */
  readonly title: string;
  readonly onRetry?: (() => void) | undefined;
}

/** What went wrong, in its own words, with what is needed to find it in a log. */
export function Problem({ error, title, onRetry }: ProblemProps) {
  const { code, requestId } = error instanceof ConsoleError ? error : { code: undefined, requestId: undefined };
  return (
    <div className="problem" role="alert">
      <p className="problem-title">{title}</p>
      <p>{messageOf(error)}</p>
      <p className="muted small">
        {code !== undefined && <code>{code}</code>}
        {requestId !== undefined && <> · request {requestId}</>}
      </p>
      {onRetry !== undefined && (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
