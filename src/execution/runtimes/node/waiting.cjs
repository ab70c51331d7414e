/**
 * A process that was started before it was known for which function: everything that any function
 * needs is loaded (if it `waits`), and a frame of the kind `load` tells the rest. From then on it is the process of
 * that function, as if it had been started for it, and never of another.
 */
const { _initPaths } = require('node:module');
const { createHandlerLoader } = require('./handler.cjs');

const loadKind = 16;
const loadingFrame = Buffer.from([1, 0, 0, 0, 17]);

/** Resolves when environment variables, folder and module paths are the function's own. */
async function waitForFunction(socket, setReceiver) {
  const [mode] = process.argv.splice(2);
  const load = receiveLoad(setReceiver);
  // Where the function is there already, nobody is to wait for what it may not need.
  if (mode === 'waits') await prepare(socket);
  const { environment, cwd } = await load;
  // Until here, what goes wrong is no fault of the function.
  socket.write(loadingFrame);
  // What stays as it is is not touched: without TZ, Node searches the disk for the machine's time zone.
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(environment, name)) delete process.env[name];
  for (const [name, value] of Object.entries(environment)) if (process.env[name] !== value) process.env[name] = value;
  process.chdir(cwd);
  // Node reads NODE_PATH when it starts, and that was before.
  _initPaths();
}

/** What a first handler makes Node load, and takes its time when the time is the caller's. */
async function prepare(socket) {
  await createHandlerLoader({ hasCallbacks: false }).load(__dirname, 'nothing.handler');
  for (const name of ['node:https', 'node:crypto', 'node:stream', 'node:url', './response-stream.cjs']) require(name);
  // Making the streams takes time, too.
  void [process.stdout, process.stderr];
  // No byte of it is sent.
  socket.write(Buffer.alloc(0));
}

function receiveLoad(setReceiver) {
  let bytes = Buffer.alloc(0);
  return new Promise((resolve) => {
    const take = (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length < 4 || bytes.length < 4 + bytes.readUInt32LE(0)) return;
      if (bytes[4] !== loadKind) process.exit(1);
      resolve(JSON.parse(bytes.toString('utf8', 9, 9 + bytes.readUInt32LE(5))));
    };
    setReceiver(take);
  });
}

module.exports = { waitForFunction };
