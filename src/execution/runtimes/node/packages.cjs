/**
 * Where a function finds the packages that it names: in its own package, in its layers, and among
 * those that come with the runtime. Not in the folders above, as Node would look: what happens to be
 * installed around Serin's data folder is on no Lambda.
 */
const { existsSync, readdirSync, realpathSync } = require('node:fs');
const { createRequire, registerHooks } = require('node:module');
const path = require('node:path');
const { fileURLToPath, pathToFileURL } = require('node:url');

/** Those of the package that was loaded last. */
let hooks;

/** Older Nodes have no hooks for it: their ES modules find packages beside the code only. */
function confinePackages(root) {
  if (typeof registerHooks !== 'function') return;
  hooks?.deregister();
  const folders = (process.env.NODE_PATH ?? '').split(':').filter((folder) => folder.endsWith('/node_modules'));
  const own = [
    root,
    process.env.TMPDIR,
    ...folders.map((folder) => folder.replace(/\/nodejs\/(?:node\d+\/)?node_modules$/, '')),
  ].flatMap(realPath);
  const runtime = folders.flatMap(scopesIn).flatMap(realPath);
  hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      if (/^(?:[./#]|[a-z]+:)/.test(specifier) || !isIn(own, context.parentURL)) return nextResolve(specifier, context);
      let refusal;
      try {
        const found = nextResolve(specifier, context);
        if (!found.url.startsWith('file:') || isIn(own, found.url) || isIn(runtime, found.url)) return found;
        refusal = notFound(specifier, context);
      } catch (error) {
        if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
        refusal = error;
      }
      // Node reads NODE_PATH for `require` alone; AWS's runtimes let ES modules find layers and the SDK there, too.
      const found = resolveIn(folders, specifier, context, nextResolve);
      if (found === undefined) throw refusal;
      return { ...found, shortCircuit: true };
    },
  });
}

/** Only folders that hold it themselves: the search is not to climb from them again. */
function resolveIn(folders, specifier, context, nextResolve) {
  for (const folder of folders) {
    if (!existsSync(path.join(folder, packageName(specifier)))) continue;
    const neighbour = path.join(path.dirname(folder), 'index.mjs');
    // A hook cannot make `require` look from another place.
    if (isRequire(context)) return { url: pathToFileURL(createRequire(neighbour).resolve(specifier)).href };
    return nextResolve(specifier, { ...context, parentURL: pathToFileURL(neighbour).href });
  }
  return undefined;
}

const packageName = (specifier) => /^(?:@[^/]+\/)?[^/]*/.exec(specifier)[0];

const isRequire = ({ conditions }) => conditions?.includes('require');

/** In the words that Node has for it, for `require` or for `import`. */
function notFound(specifier, context) {
  const parent = fileURLToPath(context.parentURL);
  const text = isRequire(context)
    ? `Cannot find module '${specifier}'\nRequire stack:\n- ${parent}`
    : `Cannot find package '${specifier}' imported from ${parent}`;
  return Object.assign(new Error(text), { code: isRequire(context) ? 'MODULE_NOT_FOUND' : 'ERR_MODULE_NOT_FOUND' });
}

function isIn(folders, url) {
  if (!url?.startsWith('file:')) return false;
  const file = fileURLToPath(url);
  return folders.some((folder) => file.startsWith(`${folder}/`));
}

/** The packages that come with the runtime are links, to where they are installed. */
function scopesIn(folder) {
  try {
    return readdirSync(folder).map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

function realPath(folder) {
  try {
    return [realpathSync(folder)];
  } catch {
    // Not every function has layers, nor every environment a folder of its own.
    return [];
  }
}

module.exports = { confinePackages };
