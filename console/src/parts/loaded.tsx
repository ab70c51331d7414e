import type { ReactNode } from 'react';
import type { LiveQuery } from '../live/live.tsx';
import { Problem } from './problem.tsx';

interface LoadedProps<T> {
  readonly query: LiveQuery<T>;
  /** What is read, as in `the deployments`. */
  readonly subject: string;
  readonly children: (data: T) => ReactNode;
}

/** What was read, or why it was not. A failure after a success stands above what was read before. */
export function Loaded<T>({ query, subject, children }: LoadedProps<T>) {
  const { data, error, refresh } = query;
  return (
    <>
      {error !== undefined && <Problem error={error} title={`Could not read ${subject}`} onRetry={refresh} />}
      {data !== undefined && children(data)}
      {data === undefined && error === undefined && <p className="loading">Reading {subject} …</p>}
    </>
  );
}
