/** What was packaged, a line each. Pure. */
import type { PackagedArtifact } from '../../packaging/artifact-reader.ts';
import { span, type Line } from '../shift/lines.ts';

export function packagedLines(artifacts: readonly PackagedArtifact[], added: ReadonlySet<string>): readonly Line[] {
  const columnOf = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length)) + 2;
  const owners = artifacts.map(({ owner, property }) => `${owner.replace(/^Resources\./, '')} ${property}`);
  const [ownerWidth, pathWidth] = [columnOf(owners), columnOf(artifacts.map(({ path }) => path))];
  return artifacts.flatMap(({ path, sizeBytes, key, leftOut }, index): Line[] => [
    [
      span(`  ${(owners[index] ?? '').padEnd(ownerWidth)}`),
      span(path.padEnd(pathWidth), 'dim'),
      span(formatBytes(sizeBytes).padStart(9)),
      span(added.has(key) ? '  stored' : '  as before', added.has(key) ? 'good' : 'dim'),
    ],
    ...leftOut.map((folder): Line => [span(`    without ${folder}, which is Serin's own`, 'warn')]),
  ]);
}

function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 999_500 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
