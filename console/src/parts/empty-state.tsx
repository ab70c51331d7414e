import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly title: string;
  /** What to do about it. */
  readonly children?: ReactNode;
}

/** Nothing is there yet: says so, and what to do. */
export function EmptyState({ title, children }: EmptyStateProps) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children !== undefined && <div className="empty-advice">{children}</div>}
    </div>
  );
}

/** A command as it is typed. */
export const Command = ({ children }: { readonly children: string }) => <code className="command">{children}</code>;
