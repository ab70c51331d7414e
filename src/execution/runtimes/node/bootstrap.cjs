/**
 * Runs Node functions inside of an execution environment: loads the handler, then takes an event
 * and gives an answer, over and over, in frames (see frames.ts) over the socket at descriptor 3.
 * Started with the argument `waits` or `begins`, it is told first which function that is (see waiting.cjs).
 *
 * Plain JavaScript for Node 18 and later. Behaves as AWS's own runtime client does.
 */
const { Socket } = require('node:net');
const { createHandlerLoader } = require('./handler.cjs');
const { describeError, logError, patchConsole, printAtOnce, runtimeError } = require('./console.cjs');
const { createContext } = require('./context.cjs');

const responseBytesMax = 6_291_556;
/** Node's own for a module that waits for what never comes. */
const unsettledExitCode = 13;
const reportsPeak = process.platform !== 'linux';
/** Begins with a byte that few events have many of: that is what the search goes by. */
const responsesPath = Buffer.from('_serin/cloudformation/responses/');

/** Takes what is read: the function's invocations, and before it is known, what tells which one it is. */
let receive = read;

/** Read over and over into the same bytes: what outlives its reading is copied. */
const onread = {
  buffer: Buffer.allocUnsafeSlow(64 * 1024),
  callback: (length, buffer) => receive(buffer.subarray(0, length)),
};
const socket = new Socket({ fd: 3, readable: true, writable: true, onread });
/** The invocation that runs. */
let current;
let drained = () => process.exit(unsettledExitCode);
let handler;
/** Changing the environment costs more than all else here. The first change is made in any case. */
let hasTraceId = true;
/** Runtimes since Node 24 know no callbacks. */
let hasCallbacks = false;

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
  let text;
  try {
    text = JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch {
    const message = 'Unable to stringify response body';
    fail(invocation, hasCallbacks ? new Error(message) : runtimeError('JSONStringifyError', message));
    return;
  }
  answer(Buffer.byteLength(text), (bytes, start) => bytes.write(text, start));
}

/** `fill` writes the payload where it belongs in the frame. */
function answer(length, fill) {
  if (length > responseBytesMax) {
    finish(frame(5, nothing, nothing));
    return;
  }
  const bytes = Buffer.allocUnsafe(9 + length);
  bytes.writeUInt32LE(5 + length, 0);
  bytes[4] = 3;
  bytes.writeUInt32LE(reportsPeak ? process.resourceUsage().maxRSS : 0, 5);
  fill(bytes, 9);
  finish(bytes);
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
  if (head.traceId !== undefined) process.env._X_AMZN_TRACE_ID = head.traceId;
  else if (hasTraceId) delete process.env._X_AMZN_TRACE_ID;
  hasTraceId = head.traceId !== undefined;
  // What the handler leaves open keeps the event loop going, and our socket must not.
  socket.unref();
  if (payload.includes(responsesPath)) expectResponses(payload);
  if (handler.streaming) void invokeStreaming(invocation, head, payload);
  else if (hasCallbacks) invokeWithCallback(invocation, head, payload);
  else void invokeAsync(invocation, head, payload);
}

/** Few functions answer for custom resources: what that takes is loaded with the first event that asks for it. */
function expectResponses(payload) {
  require('./custom-responses.cjs').expectResponses(payload.toString());
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
  // Few functions stream, and loading it takes time.
  const { createResponseStream } = require('./response-stream.cjs');
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
    if (current === invocation) answer(0, () => undefined);
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

/** A frame that has not come whole: its first bytes, or a buffer for all of it. */
let pending = nothing;
let filled = 0;

function read(chunk) {
  if (filled > 0) {
    filled += chunk.copy(pending, filled);
    if (filled < pending.length) return;
    filled = 0;
    take(pending, pending.length);
    return;
  }
  const bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
  pending = nothing;
  const end = bytes.length < 4 ? Infinity : 4 + bytes.readUInt32LE(0);
  if (bytes.length >= end) {
    take(bytes, end);
  } else if (end === Infinity) {
    pending = Buffer.from(bytes);
  } else {
    // The rest is awaited in one buffer: adding chunk to chunk would copy all of it each time.
    pending = Buffer.allocUnsafe(end);
    filled = bytes.copy(pending);
  }
}

/** Takes a whole frame. No other follows before its answer. */
function take(bytes, end) {
  pending = nothing;
  const headEnd = 9 + bytes.readUInt32LE(5);
  invoke(JSON.parse(bytes.toString('utf8', 9, headEnd)), bytes.subarray(headEnd, end));
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

async function start() {
  receive = read;
  hasCallbacks = Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '')?.[1] ?? 24) < 24;
  patchConsole();
  printAtOnce('stdout');
  printAtOnce('stderr');
  try {
    handler = await createHandlerLoader({ hasCallbacks }).load(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
    socket.write(frame(1, nothing, nothing));
  } catch (error) {
    die('Uncaught Exception', error, 129);
  }
}

if (process.argv.length > 2) {
  const setReceiver = (receiver) => (receive = receiver);
  require('./waiting.cjs').waitForFunction(socket, setReceiver).then(start);
} else void start();
