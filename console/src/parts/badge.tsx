/** A state as a mark and a word: never by colour alone. */
export type BadgeTone = 'good' | 'bad' | 'warn' | 'busy' | 'plain';

const marks: Readonly<Record<BadgeTone, string>> = { good: '✓', bad: '✕', warn: '!', busy: '●', plain: '○' };

export function Badge({ tone, children }: { readonly tone: BadgeTone; readonly children: string }) {
  return (
    <span className={`badge badge-${tone}`}>
      <span className="badge-mark" aria-hidden="true">
        {marks[tone]}
      </span>
      {children}
    </span>
  );
}
