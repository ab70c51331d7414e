import { useId, type ReactNode } from 'react';

interface PanelProps {
  readonly title: string;
  /** What stands at the end of the title's line: a count, a switch, a button. */
  readonly aside?: ReactNode;
  /** The content reaches the edges, as a table's does. */
  readonly isFlush?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A part of a screen with a title of its own. */
export function Panel({ title, aside, isFlush = false, className = '', children }: PanelProps) {
  const id = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {aside !== undefined && <div className="panel-aside">{aside}</div>}
      </header>
      <div className={isFlush ? 'panel-flush' : 'panel-body'}>{children}</div>
    </section>
  );
}

/** Name beside value, as many as fit on a line. */
export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
