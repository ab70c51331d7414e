import { stat } from 'node:fs/promises';
import { join } from 'node:path';

const names = ['template.yaml', 'template.yml', 'template.json'] as const;
const built = join('.aws-sam', 'build', 'template.yaml');

/**
 * The template that a folder is about: what `sam build` made of it, where that is not older than the
 * template itself. `undefined`: there is none.
 */
export async function findTemplate(folder: string): Promise<string | undefined> {
  const [build, ...sources] = await Promise.all(
    [built, ...names].map(async (name) => ({ path: join(folder, name), changedAtMs: await changedAt(folder, name) })),
  );
  const source = sources.find(({ changedAtMs }) => changedAtMs !== undefined);
  if (build?.changedAtMs !== undefined && build.changedAtMs >= (source?.changedAtMs ?? 0)) return build.path;
  return source?.path;
}

async function changedAt(folder: string, name: string): Promise<number | undefined> {
  const found = await stat(join(folder, name)).catch(() => undefined);
  return found?.isFile() === true ? found.mtimeMs : undefined;
}
