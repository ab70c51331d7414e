/** A unified diff, with the numbers of the lines on both sides. */
import { parseDiff } from '../format/diff.ts';

const words = { added: 'added', removed: 'removed', same: '', place: '' } as const;

export function DiffLines({ diff, label }: { readonly diff: string; readonly label: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached with the keyboard
    <section className="diff-scroll" tabIndex={0} aria-label={label}>
      <table className="diff">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Line before</th>
            <th scope="col">Line after</th>
            <th scope="col">Text</th>
          </tr>
        </thead>
        <tbody>
          {parseDiff(diff).map(({ kind, before, after, text }, index) => (
            // Lines have no name but their place, and the diff of two versions never changes.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={index} className={`diff-${kind}`}>
              <td className="diff-number">{before}</td>
              <td className="diff-number">{after}</td>
              <td className="diff-text">
                {words[kind] !== '' && <span className="visually-hidden">{words[kind]}: </span>}
                {text}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
