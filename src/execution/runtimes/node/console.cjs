/** The console as AWS's Node runtimes patch it: one line a record, with time, request and level. */
const { format } = require('node:util');

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
let isJson = false;

function patchConsole() {
  isJson = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
  const levelMin = isJson ? Math.max(0, levels.indexOf((process.env.AWS_LAMBDA_LOG_LEVEL ?? '').toUpperCase())) : 0;
  const methods = { trace: 0, debug: 1, info: 2, log: 2, warn: 3, error: 4, fatal: 5 };
  for (const [method, level] of Object.entries(methods)) {
    console[method] = level < levelMin ? () => undefined : (...args) => write(levels[level], args);
  }
}
/** The request that runs, for the records. */
patchConsole.requestId = undefined;

/**
 * Lets what is printed leave the process at once, however slowly it is read: nothing piles up in the
 * function's memory, and nothing is lost when it exits. Takes effect when the stream is first used,
 * for making it takes time.
 */
function printAtOnce(name) {
  const { get } = Object.getOwnPropertyDescriptor(process, name);
  const getBlocking = () => {
    const stream = get.call(process);
    stream._handle?.setBlocking?.(true);
    Object.defineProperty(process, name, { get, configurable: true, enumerable: true });
    return stream;
  };
  Object.defineProperty(process, name, { get: getBlocking, configurable: true, enumerable: true });
}

function write(level, args) {
  const time = new Date().toISOString();
  const { requestId } = patchConsole;
  const record = isJson ? jsonRecord(time, level, args) : `${time}\t${requestId}\t${level}\t${format(...args)}`;
  process.stdout.write(`${record.replaceAll('\n', '\r')}\n`);
}

function jsonRecord(timestamp, level, args) {
  const record = { timestamp, level, requestId: patchConsole.requestId };
  if (args.length === 1) {
    try {
      return JSON.stringify({ ...record, message: args[0] }, (_key, value) =>
        value instanceof Error ? errorMembers(value) : value,
      );
    } catch {
      return JSON.stringify({ ...record, message: format(args[0]) });
    }
  }
  const error = args.slice(1).find((arg) => arg instanceof Error);
  return JSON.stringify({ ...record, message: format(...args), ...(error && errorSummary(error)) });
}

function errorSummary(error) {
  return {
    errorType: error.constructor?.name ?? 'UnknownError',
    errorMessage: error.message,
    stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : [],
  };
}

function errorMembers(error) {
  return { ...errorSummary(error), ...error };
}

/** Logs an error that ended an invocation or the init. */
function logError(message, thrown) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (isJson) console.error(error);
  else console.error(message, `\t${listing(error)}`);
}

function listing(error) {
  const members = (value) =>
    value instanceof Error
      ? {
          errorType: value.name,
          errorMessage: value.message,
          code: value.code,
          ...value,
          stack: value.stack?.split('\n'),
        }
      : value;
  try {
    return JSON.stringify(error, (_key, value) => members(value));
  } catch {
    return JSON.stringify(describeError(error));
  }
}

/** The error object that the caller is answered with. */
function describeError(error) {
  try {
    if (isErrorLike(error))
      return { errorType: error.name, errorMessage: error.message, trace: error.stack.split('\n') };
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    };
  }
}

function isErrorLike(error) {
  if (error instanceof Error) return typeof error.stack === 'string';
  return (
    Boolean(error) &&
    [error.name, error.message, error.stack].every((member) => typeof member === 'string' && member !== '')
  );
}

/** An error of the runtime's own: `Runtime.<type>`, in the stack's first line, too. */
function runtimeError(type, message) {
  const error = new Error(message);
  Object.defineProperty(error, 'name', { value: `Runtime.${type}`, enumerable: false });
  error.stack = error.stack?.replace(/^Error/, error.name);
  return error;
}

module.exports = { describeError, logError, patchConsole, printAtOnce, runtimeError };
