/**
 * Runs Node functions inside of an execution environment: loads the handler, then takes an event
 * and gives an answer, over and over, in frames (see frames.ts) over the socket at descriptor 3.
 *
 * Plain JavaScript for Node 18 and later. Behaves as AWS's own runtime client does.
 */
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { createHandlerLoader } from './handler.mjs';
import { describeError, logError, patchConsole, printAtOnce, runtimeError } from './console.mjs';
import { createContext } from './context.mjs';
import { createResponseStream } from './response-stream.mjs';

const responseBytesMax = 6_291_556;
/** Runtimes since Node 24 know no callbacks. */
const runtimeMajor = Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '')?.[1] ?? 24);
const hasCallbacks = runtimeMajor < 24;
const reportsPeak = process.platform !== 'linux';
/** Begins with a byte that few events have many of: that is what the search goes by. */
const responsesPath = Buffer.from('_serin/cloudformation/responses/');

const socket = new Socket({ fd: 3, readable: true, writable: true });
/** The invocation that runs. */
let current;
let drained = () => undefined;
let handler;

function frame(kind, head, payload) {
  const bytes = Buffer.allocUnsafe(5 + head.length + payload.length);
  bytes.writeUInt32LE(1 + head.length + payload.length, 0);
  bytes[4] = kind;
  bytes.set(head, 5);
  bytes.set(payload, 5 + head.length);
  return bytes;
}

const nothing = Buffer.alloc(0);

function errorFrame(kind, error) {
  const described = describeError(error);
  const payload = Buffer.from(JSON.stringify(described));
  const type = Buffer.from(String(described.errorType).slice(0, 255), 'latin1');
  return frame(kind, Buffer.concat([Buffer.from([type.length]), type]), payload);
}

/** Ends the invocation that runs; while none runs the socket keeps the process, and only then. */
function finish(bytes) {
  current = undefined;
  drained = () => undefined;
  socket.ref();
  socket.write(bytes);
}

function succeed(invocation, result) {
  if (current !== invocation) return;
  let payload;
  try {
    payload = Buffer.from(JSON.stringify(result === undefined ? null : result) ?? 'null');
  } catch {
    const message = 'Unable to stringify response body';
    fail(invocation, hasCallbacks ? new Error(message) : runtimeError('JSONStringifyError', message));
    return;
  }
  answer(payload);
}

function answer(payload) {
  if (payload.length > responseBytesMax) {
    finish(frame(5, nothing, nothing));
    return;
  }
  const peak = Buffer.alloc(4);
  if (reportsPeak) peak.writeUInt32LE(process.resourceUsage().maxRSS, 0);
  finish(frame(3, peak, payload));
}

function fail(invocation, error) {
  if (current !== invocation) return;
  logError('Invoke Error', error);
  finish(errorFrame(4, error));
}

/** Reports an error that leaves the process in an unknown state, and ends it. */
function die(message, error, exitCode) {
  logError(message, error);
  const bytes = errorFrame(current === undefined ? 2 : 6, error);
  current = undefined;
  socket.write(bytes, () => process.exit(exitCode));
}

function invoke(head, payload) {
  const invocation = { requestId: head.requestId };
  current = invocation;
  patchConsole.requestId = head.requestId;
  if (head.traceId === undefined) delete process.env._X_AMZN_TRACE_ID;
  else process.env._X_AMZN_TRACE_ID = head.traceId;
  // What the handler leaves open keeps the event loop going, and our socket must not.
  socket.unref();
  if (payload.includes(responsesPath)) expectResponses(payload);
  if (handler.streaming) void invokeStreaming(invocation, head, payload);
  else if (hasCallbacks) invokeWithCallback(invocation, head, payload);
  else void invokeAsync(invocation, head, payload);
}

/** Few functions answer for custom resources: what that takes is loaded with the first event that asks for it. */
function expectResponses(payload) {
  createRequire(import.meta.url)('./custom-responses.cjs').expectResponses(payload.toString());
}

function parse(payload) {
  return JSON.parse(payload.toString());
}

async function invokeAsync(invocation, head, payload) {
  drained = () => fail(invocation, nodeJsExit());
  try {
    const context = createContext(head);
    succeed(invocation, await handler.call(parse(payload), context));
  } catch (error) {
    fail(invocation, error);
  }
}

function invokeWithCallback(invocation, head, payload) {
  let answered = false;
  const once =
    (action) =>
    (...args) => {
      if (answered) return;
      answered = true;
      action(...args);
    };
  const done = (error, result) => {
    if (error === undefined || error === null) succeed(invocation, result);
    else fail(invocation, error);
  };
  const context = createContext(head);
  context.callbackWaitsForEmptyEventLoop = true;
  context.done = once(done);
  context.succeed = once((result) => done(null, result));
  context.fail = once((error) => done(error ?? 'handled'));
  const callback = once((error, result) => {
    const failed = error !== undefined && error !== null;
    if (failed || !context.callbackWaitsForEmptyEventLoop) done(error, result);
    else drained = () => done(null, result);
  });
  // A synchronous handler that never calls back answers null; one that waits for ever has failed.
  drained = () => {
    answered = true;
    if (handler.isAsync) fail(invocation, nodeJsExit());
    else succeed(invocation, null);
  };
  try {
    const result = handler.call(parse(payload), context, callback);
    if (typeof result?.then === 'function') result.then(context.succeed, context.fail);
  } catch (error) {
    callback(error);
  }
}

async function invokeStreaming(invocation, head, payload) {
  const stream = createResponseStream(handler.highWaterMark, {
    begin: (contentType) => sendPart(invocation, frame(7, nothing, Buffer.from(contentType, 'latin1'))),
    write: (bytes, callback) => sendPart(invocation, frame(8, nothing, bytes), callback),
  });
  drained = () => fail(invocation, new Error('Response stream is not finished.'));
  try {
    const result = handler.call(parse(payload), stream, createContext(head));
    if (typeof result?.then !== 'function') throw new Error('Streaming does not support non-async handlers.');
    if ((await result) !== undefined) console.warn('Streaming handlers ignore return values.');
    await stream.completed;
    if (current === invocation) answer(nothing);
  } catch (error) {
    fail(invocation, error);
  }
}

/** Once the invocation has ended nobody waits for more, but the stream's own writes must come to their end. */
function sendPart(invocation, bytes, callback) {
  if (current === invocation) socket.write(bytes, callback);
  else callback?.();
}

function nodeJsExit() {
  return runtimeError(
    'NodeJsExit',
    'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes',
  );
}

let pending = nothing;

function read(chunk) {
  pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
  if (pending.length < 4) return;
  const length = pending.readUInt32LE(0);
  if (pending.length < 4 + length) {
    // The rest is awaited in one buffer: adding chunk to chunk would copy all of it each time.
    socket.removeListener('data', read);
    collect(length);
    return;
  }
  const bytes = pending.subarray(4, 4 + length);
  pending = pending.subarray(4 + length);
  const headEnd = 5 + bytes.readUInt32LE(1);
  invoke(JSON.parse(bytes.toString('utf8', 5, headEnd)), bytes.subarray(headEnd));
}

function collect(length) {
  const bytes = Buffer.allocUnsafe(4 + length);
  let filled = pending.copy(bytes);
  const take = (chunk) => {
    filled += chunk.copy(bytes, filled);
    if (filled < bytes.length) return;
    socket.removeListener('data', take);
    socket.on('data', read);
    pending = nothing;
    read(bytes);
  };
  socket.on('data', take);
}

process.on('uncaughtException', (error) => die('Uncaught Exception', error, 129));
process.on('unhandledRejection', (reason, promise) => {
  const error = Object.assign(runtimeError('UnhandledPromiseRejection', String(reason)), { reason, promise });
  die('Unhandled Promise Rejection', error, 128);
});
process.on('beforeExit', () => drained());
// Serin is gone, or done with this environment: everything here ends at once.
socket.on('close', () => process.kill(process.pid, 'SIGKILL'));
socket.on('error', () => socket.destroy());

patchConsole();
printAtOnce('stdout');
printAtOnce('stderr');
try {
  handler = await createHandlerLoader({ hasCallbacks }).load(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
  socket.on('data', read);
  socket.write(frame(1, nothing, nothing));
} catch (error) {
  die('Uncaught Exception', error, 129);
}
