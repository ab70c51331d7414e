/** The list of recorded cases that Serin does not answer as AWS did, each with the reason. It may only shrink. */
import { readFileSync } from 'node:fs';

/** Reasons by case of one recording, from lines of `recording::case<TAB>reason`; `#` begins a remark. */
export function loadGaps(path: URL, recording: string): ReadonlyMap<string, string> {
  const lines = readFileSync(path, 'utf8').split('\n');
  const listed = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    listed.flatMap((line) => {
      const [name = '', reason = ''] = line.split('\t');
      if (reason === '') throw new Error(`${path.pathname}: a case, a tab and a reason are wanted, found: ${line}`);
      const [file, ...rest] = name.split('::');
      return file === recording ? [[rest.join('::'), reason] as const] : [];
    }),
  );
}
