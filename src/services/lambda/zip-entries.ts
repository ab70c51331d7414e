/**
 * Which entries a code package may have. An archive is somebody else's text about where to write
 * files, so it is read with suspicion: nothing may land, or lead, outside of the package.
 */
export type ZipEntry =
  | { readonly kind: 'file'; readonly path: string; readonly isExecutable: boolean }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

const linkHopsMax = 40;

/** Why the entries cannot be unpacked as they are; `undefined`: they can. */
export function whyNotUnpackable(entries: readonly ZipEntry[]): string | undefined {
  const files = new Set<string>();
  const links = new Map<string, string>();
  for (const entry of entries) {
    if (!isInside(entry.path)) return `the entry ${JSON.stringify(entry.path)} lies outside of the package`;
    if (entry.kind === 'file') files.add(entry.path);
    if (entry.kind === 'link') links.set(entry.path, entry.target);
  }
  for (const entry of entries) {
    // What is written through a link lands where the link leads, whatever its own path says.
    const parent = parentsOf(entry.path).find((path) => links.has(path) || files.has(path));
    if (parent !== undefined)
      return `the entry ${JSON.stringify(entry.path)} lies below ${JSON.stringify(parent)}, which is no folder`;
    if (entry.kind !== 'link' && links.has(entry.path))
      return `the entry ${JSON.stringify(entry.path)} is there twice, once as a link`;
    if (entry.kind === 'folder' && files.has(entry.path))
      return `the entry ${JSON.stringify(entry.path)} is both a file and a folder`;
    if (entry.kind === 'link' && !leadsInside(entry.path, links))
      return `the link ${JSON.stringify(entry.path)} leads out of the package`;
  }
  return undefined;
}

/** A relative path without empty, `.` or `..` segments. */
function isInside(path: string): boolean {
  return (
    !path.includes('\0') && path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..')
  );
}

/** Follows a link as the kernel would, through links that it meets on the way. */
function leadsInside(path: string, links: ReadonlyMap<string, string>): boolean {
  const ahead = path.split('/');
  const reached: string[] = [];
  let hops = 0;
  for (let segment = ahead.shift(); segment !== undefined; segment = ahead.shift()) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      if (reached.pop() === undefined) return false;
      continue;
    }
    reached.push(segment);
    const target = links.get(reached.join('/'));
    if (target === undefined) continue;
    hops += 1;
    if (hops > linkHopsMax || target === '' || target.startsWith('/') || target.includes('\0')) return false;
    reached.pop();
    ahead.unshift(...target.split('/'));
  }
  return true;
}

function parentsOf(path: string): string[] {
  const segments = path.split('/');
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('/'));
}
