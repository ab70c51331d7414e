import type { FileDifference, VersionDifference } from '../../api/serin-operations.ts';
import { formatBytes, formatPlural } from '../../format/numbers.ts';
import { useCall, useLiveQuery } from '../../live/live.tsx';
import { DiffLines } from '../../parts/diff-lines.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/panel.tsx';
import type { ShiftTarget } from './read-deployment.ts';

/** What the two versions do not have in common. */
export function DifferencePanel({ target }: { readonly target: ShiftTarget }) {
  const call = useCall();
  const { functionName, currentVersion: fromVersion, targetVersion: toVersion } = target;
  // A version never changes: what was read stays true.
  const query = useLiveQuery({
    key: `difference ${functionName} ${fromVersion} ${toVersion}`,
    read: () => call('serin', 'DescribeVersionDifference', { functionName, fromVersion, toVersion }),
  });
  return (
    <Panel title={`What changes from version ${fromVersion} to ${toVersion}`} className="order-difference">
      <Loaded query={query} subject="the difference">
        {(difference) => (
          <div className="difference">
            <Configuration configuration={difference.configuration} />
            <Files difference={difference} />
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

function Configuration({ configuration }: Pick<VersionDifference, 'configuration'>) {
  if (configuration.length === 0) return <p className="muted">The configuration is the same.</p>;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached with the keyboard
    <section className="table-scroll" aria-label="Configuration" tabIndex={0}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">Configuration</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {configuration.map(({ name, from, to }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <Value text={from} />
              </td>
              <td>
                <Value text={to} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const Value = ({ text }: { readonly text: string | undefined }) =>
  text === undefined ? <span className="muted">not set</span> : <code className="value">{text}</code>;

/** So many are open at first: enough for a change that is read, not for one that is skimmed. */
const openMax = 2;

function Files({ difference }: { readonly difference: VersionDifference }) {
  const { files, unchangedFileCount, isTruncated } = difference;
  return (
    <>
      {files.length === 0 && <p className="muted">The code is the same.</p>}
      {files.map((file, index) => (
        <File key={file.path} file={file} isOpen={index < openMax} />
      ))}
      <p className="muted small">
        {formatPlural(files.length, 'file')} changed, {formatPlural(unchangedFileCount, 'file')} the same.
        {isTruncated && ' There is more that is not shown: the code is too large.'}
      </p>
    </>
  );
}

const changeWords = { added: 'Added', removed: 'Removed', changed: 'Changed' } as const;

function File({ file, isOpen }: { readonly file: FileDifference; readonly isOpen: boolean }) {
  const { path, change, diff } = file;
  const head = (
    <>
      <code>{path}</code>{' '}
      <span className="muted small">
        {changeWords[change]} · {sizesOf(file)}
      </span>
    </>
  );
  if (diff === undefined || diff === '') return <p className="file-head">{head}</p>;
  return (
    <details className="file" open={isOpen}>
      <summary>{head}</summary>
      <DiffLines diff={diff} label={`Difference of ${path}`} />
    </details>
  );
}

function sizesOf({ change, fromSize, toSize, isBinary, isTooLarge }: FileDifference): string {
  const size =
    change === 'changed' && fromSize !== toSize
      ? `${formatBytes(fromSize)} → ${formatBytes(toSize)}`
      : formatBytes(toSize ?? fromSize);
  if (isBinary) return `${size}, no text`;
  return isTooLarge ? `${size}, too large to compare` : size;
}
