/** Finds and loads a handler by its name, as AWS's Node runtimes do. */
const { existsSync, readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { runtimeError } = require('./console.cjs');
const { awslambda, highWaterMark, streamingMark } = require('./context.cjs');
const { confinePackages } = require('./packages.cjs');

/** One of its own: what is not found is then told without the runtime's own files. */
const requireFrom = createRequire(__filename);

const callbackRemoved =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.';

function createHandlerLoader({ hasCallbacks }) {
  return {
    async load(root, name) {
      if (!['1', 'true'].includes(process.env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA)) globalThis.awslambda = awslambda;
      // A process that waited has loaded a function before.
      else delete globalThis.awslambda;
      confinePackages(root);
      const call = await find(root, name);
      const streaming = Boolean(call[streamingMark]);
      if (streaming && call[streamingMark] !== 'response') {
        throw runtimeError('MalformedStreamingHandler', 'Only response streaming is supported.');
      }
      if (!hasCallbacks && !streaming && call.length >= 3) {
        throw runtimeError('CallbackHandlerDeprecated', callbackRemoved);
      }
      const mark = Number(call[highWaterMark]);
      return {
        call,
        streaming,
        isAsync: call.constructor?.name === 'AsyncFunction',
        highWaterMark: call[highWaterMark] === undefined || Number.isNaN(mark) ? undefined : mark,
      };
    },
  };
}

async function find(root, name) {
  if (name.includes('..')) {
    const message = `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`;
    throw runtimeError('MalformedHandlerName', message);
  }
  const last = path.basename(name);
  const folder = name.slice(0, name.lastIndexOf(last));
  const dot = last.indexOf('.');
  if (dot === -1) throw runtimeError('MalformedHandlerName', 'Bad handler');
  const exports = await load(root, folder, last.slice(0, dot));
  const keys = last.slice(dot + 1).split('.');
  const handler = property(exports, keys) ?? property(exports?.default, keys);
  if (!handler) throw runtimeError('HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw runtimeError('HandlerNotFound', `${name} is not a function`);
  return handler;
}

function property(object, keys) {
  return keys.reduce((nested, key) => nested?.[key], object);
}

async function load(root, folder, name) {
  try {
    return await tryFiles(root, folder, name);
  } catch (error) {
    if (error instanceof SyntaxError) {
      const wrapped = runtimeError('UserCodeSyntaxError', String(error));
      wrapped.stack = error.stack;
      throw wrapped;
    }
    if (error?.code === 'MODULE_NOT_FOUND') throw runtimeError('ImportModuleError', String(error));
    throw error;
  }
}

/** `.js` is an ES module if the nearest package.json says so; TypeScript only where Node strips types. */
async function tryFiles(root, folder, name) {
  const file = path.resolve(root, folder, name);
  const isModule = nearestPackageIsModule(path.dirname(file));
  const stripsTypes = Boolean(process.features.typescript);
  const candidates = [
    ['', false],
    ['.js', isModule],
    ['.mjs', true],
    ['.cjs', false],
    ...(stripsTypes
      ? [
          ['.ts', isModule],
          ['.mts', true],
          ['.cts', false],
        ]
      : []),
  ];
  for (const [extension, isEsModule] of candidates) {
    const candidate = file + extension;
    if (!existsSync(candidate)) continue;
    return isEsModule ? await import(pathToFileURL(candidate).href) : requireFrom(candidate);
  }
  return requireFrom(requireFrom.resolve(name, { paths: [root, path.join(root, folder)] }));
}

function nearestPackageIsModule(folder) {
  if (folder.endsWith('/node_modules')) return false;
  const file = path.join(folder, 'package.json');
  if (existsSync(file)) {
    try {
      return JSON.parse(readFileSync(file, 'utf8')).type === 'module';
    } catch (error) {
      console.warn(`${file} cannot be read, it will be ignored for ES module detection purposes.`, error);
      return false;
    }
  }
  return folder === path.dirname(folder) ? false : nearestPackageIsModule(path.dirname(folder));
}

module.exports = { createHandlerLoader };
