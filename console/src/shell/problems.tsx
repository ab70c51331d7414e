/** Errors of the page itself are shown, never swallowed. */
import { Component, useEffect, useState, type ReactNode } from 'react';
import { messageOf, Problem } from '../parts/problem.tsx';

/** Of what runs beside the drawing: handlers, timers, promises. */
export function ProblemBanner() {
  const [problems, setProblems] = useState<readonly string[]>([]);
  useEffect(() => {
    const add = (message: string): void =>
      setProblems((before) => (before.includes(message) ? before : [...before, message].slice(-3)));
    const failed = (event: ErrorEvent): void => add(event.message);
    const rejected = (event: PromiseRejectionEvent): void => add(messageOf(event.reason));
    addEventListener('error', failed);
    addEventListener('unhandledrejection', rejected);
    return () => {
      removeEventListener('error', failed);
      removeEventListener('unhandledrejection', rejected);
    };
  }, []);
  if (problems.length === 0) return null;
  return (
    <div className="problem problem-banner" role="alert">
      <p className="problem-title">Something went wrong in the console itself</p>
      {problems.map((problem) => (
        <p key={problem}>{problem}</p>
      ))}
      <button type="button" className="button" onClick={() => setProblems([])}>
        Dismiss
      </button>
    </div>
  );
}

interface BoundaryProps {
  /** A change of it, as of the address, tries again. */
  readonly place: string;
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly error: unknown;
  readonly place: string;
}

/** Of a screen that cannot be drawn: the rest of the console stays. */
export class ErrorBoundary extends Component<BoundaryProps, BoundaryState> {
  override readonly state: BoundaryState = { error: undefined, place: this.props.place };

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { error };
  }

  static getDerivedStateFromProps({ place }: BoundaryProps, state: BoundaryState): BoundaryState | null {
    return place === state.place ? null : { place, error: undefined };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <Problem
        error={error}
        title="This screen could not be drawn"
        onRetry={() => this.setState({ error: undefined })}
      />
    );
  }
}
