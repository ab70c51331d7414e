/**
 * Starts processes for Serin: starting one stops the caller for a time that grows with its memory, and
 * this program has little. One for all execution environments of a host.
 *
 * Serin speaks to it over the channel that Node makes. A process's standard output, standard error and,
 * where it has one, its channel at descriptor 3 are connections to a socket that Serin listens at: each
 * begins with the token that Serin gave for this start and a digit that says which it is.
 *
 * When Serin is gone, all that was started ends, and this program with it.
 */
const { spawn } = require('node:child_process');
const { rmSync } = require('node:fs');
const net = require('node:net');

const [socketPath, ownFolder] = process.argv.slice(2);
/** Process IDs of what runs: each leads a group of its own. */
const running = new Set();

process.on('message', (order) => void start(order));
process.on('disconnect', () => {
  for (const pid of running) killGroup(pid);
  // Made for the socket alone.
  if (ownFolder !== undefined) rmSync(ownFolder, { recursive: true, force: true });
  process.exit();
});
// What ends Serin from a terminal is Serin's to pass on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

async function start({ id, token, command, args, cwd, environment, socketCount, readsChannel }) {
  const indexes = Array.from({ length: socketCount }, (_, index) => index);
  const opened = await Promise.allSettled(indexes.map((index) => connect(token + index)));
  const sockets = opened.flatMap(({ value }) => value ?? []);
  const problem = opened.find(({ status }) => status === 'rejected')?.reason;
  try {
    if (problem !== undefined) throw problem;
    // As a standard input it is one for which programs can wait.
    const stdio = [readsChannel ? sockets[2] : 'ignore', ...sockets];
    const child = spawn(command, args, { cwd, env: environment, detached: true, stdio });
    child.once('error', (error) => {
      // Also emitted when a signal could not be sent; only a process without an ID was never started.
      if (child.pid === undefined) fail(id, error);
    });
    if (child.pid !== undefined) follow(id, child);
  } catch (error) {
    fail(id, error);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

function follow(id, child) {
  const { pid } = child;
  running.add(pid);
  tell({ kind: 'started', id, pid });
  child.once('exit', (code, signal) => {
    // What it started goes with it.
    killGroup(pid);
    running.delete(pid);
    tell({ kind: 'exited', id, code, signal });
  });
}

function connect(head) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(socketPath);
    socket.once('error', reject);
    socket.write(head, (error) => {
      if (error) return;
      socket.removeListener('error', reject);
      // Serin may be done with it before it is handed over.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is empty: nothing is left to end.
  }
}

function fail(id, error) {
  tell({ kind: 'failed', id, code: error.code, message: error.message });
}

function tell(message) {
  // Where Serin is gone, the channel's end says so.
  if (process.connected) process.send(message, () => undefined);
}
