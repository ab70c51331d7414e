import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, connect } from 'node:net';
import type { Server, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isAlive, until } from './process-host.fixture.ts';
import { PeerCheck } from './peer-check.ts';
import { invariant } from '../invariant.ts';

const server: Server = createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function port(): number {
  const address = server.address();
  invariant(typeof address === 'object' && address !== null, 'it listens');
  return address.port;
}

/** This machine's end of what `open` connects. */
async function accepted<Opener>(open: () => Opener): Promise<readonly [connection: Socket, opener: Opener]> {
  const arrival = once(server, 'connection');
  const opener = open();
  const [connection] = await arrival;
  return [connection, opener];
}

/** A process that connects, does what the script says with its `socket`, and stays. */
function client(script = ''): ChildProcess {
  const source = `const socket = require('node:net').connect(${port()}, '127.0.0.1'); ${script}; setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  return child;
}

describe.runIf(process.platform === 'linux')('a connection', () => {
  const check = new PeerCheck();

  it('is held by the process that has opened it, and by no other', async () => {
    const [connection, { pid = 0 }] = await accepted(client);
    const [, { pid: other = 0 }] = await accepted(client);
    expect(await check.identify(connection, () => [other, pid])).toBe('own');
    expect(await check.identify(connection, () => [other])).toBe('other');
    expect(await check.identify(connection, () => [])).toBe('other');
  });

  it('is held by a process that was handed it', async () => {
    const script = `socket.once('connect', () => {
      const { pid } = require('node:child_process').spawn('sleep', ['1000'], { stdio: ['ignore', 'ignore', socket] });
      process.stdout.write(String(pid), () => process.kill(process.pid, 'SIGKILL'));
    })`;
    const [connection, opener] = await accepted(() => client(script));
    invariant(opener.stdout !== null, 'its output is a pipe');
    const [printed] = await once(opener.stdout, 'data');
    const heir = Number(String(printed));
    await until(() => !isAlive(opener.pid ?? 0));
    expect(await check.identify(connection, () => [heir])).toBe('own');
    process.kill(heir, 'SIGKILL');
  });

  it('may have been opened with version 6 of IP', async () => {
    const [connection, socket] = await accepted(() => connect({ host: '::ffff:127.0.0.1', port: port() }));
    expect(await check.identify(connection, () => [process.pid])).toBe('own');
    expect(await check.identify(connection, () => [])).toBe('other');
    socket.destroy();
  });

  it('may come from any address of the machine', async () => {
    const options = { host: '127.0.0.1', port: port(), localAddress: '127.9.8.7' };
    const [connection, socket] = await accepted(() => connect(options));
    expect(await check.identify(connection, () => [process.pid])).toBe('own');
    socket.destroy();
  });

  it('is looked for again where its process is not known at once', async () => {
    const [connection, socket] = await accepted(() => connect(port(), '127.0.0.1'));
    let readings = 0;
    expect(await check.identify(connection, () => ((readings += 1) < 2 ? [] : [process.pid]))).toBe('own');
    socket.destroy();
  });

  it("that is closed at the other end is nobody's", async () => {
    const [connection, socket] = await accepted(() => connect(port(), '127.0.0.1'));
    socket.destroy();
    await once(socket, 'close');
    expect(await check.identify(connection, () => [process.pid])).toBe('gone');
  });

  it('that several ask for at once is told to each', async () => {
    const [connection, socket] = await accepted(() => connect(port(), '127.0.0.1'));
    const owners = [[process.pid], [], [process.pid], []];
    const asked = owners.map((own) => check.identify(connection, () => own));
    expect(await Promise.all(asked)).toEqual(['own', 'other', 'own', 'other']);
    socket.destroy();
  });

  it("is anybody's where the kernel does not tell", async () => {
    const [connection, socket] = await accepted(() => connect(port(), '127.0.0.1'));
    expect(await new PeerCheck('/no/such').identify(connection, () => [])).toBe('own');
    socket.destroy();
  });
});
