/** The files of the console's page, as they were built: by names that cannot lead out of their folder. */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

export interface PageFile {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** No name begins with a dot, and none holds a slash: nothing but the folder itself and its assets is reached. */
const filePath = /^\/((?:assets\/)?[A-Za-z0-9_-][A-Za-z0-9_.-]*\.[A-Za-z0-9]+)$/;

/** A path that names no file is one of the page's own addresses, in which an alarm's name may hold a dot. */
export function fileNameOf(path: string): string | undefined {
  const isFile = path.startsWith('/assets/') || /^\/[^/]*\.[^/]*$/.test(path);
  return isFile ? filePath.exec(path)?.[1] : 'index.html';
}

/** `undefined`: there is no such file. */
export async function readPageFile(
  folder: string,
  name: string,
  acceptEncoding: string,
): Promise<PageFile | undefined> {
  const type = types[extname(name)];
  if (type === undefined) return undefined;
  const accepted = new Set(acceptEncoding.split(',').map((part) => part.split(';')[0]?.trim() ?? ''));
  const headers = {
    'Content-Type': type,
    // Names under `assets/` carry a hash of the content, so what they name never changes.
    'Cache-Control': name.startsWith('assets/') ? 'private, max-age=31536000, immutable' : 'no-cache',
    Vary: 'Accept-Encoding',
  };
  for (const [encoding, suffix] of encodings) {
    const packed = accepted.has(encoding) ? await readIfThere(join(folder, `${name}${suffix}`)) : undefined;
    if (packed !== undefined) return { body: packed, headers: { ...headers, 'Content-Encoding': encoding } };
  }
  const body = await readIfThere(join(folder, name));
  return body === undefined ? undefined : { body, headers };
}

async function readIfThere(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}
