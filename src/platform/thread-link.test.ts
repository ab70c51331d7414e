import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiError } from '../aws/api-error.ts';
import { ThreadLink } from './thread-link.ts';

let channel: MessageChannel;
let near: ThreadLink;
let far: ThreadLink;

beforeEach(() => {
  channel = new MessageChannel();
  near = new ThreadLink(channel.port1);
  far = new ThreadLink(channel.port2);
});
afterEach(() => {
  channel.port1.close();
  channel.port2.close();
});

describe('a link between threads', () => {
  test('answers a call with what the other side returned', async () => {
    far.serve({ double: async (value: number) => value * 2 });
    expect(await near.call('double', [21])).toBe(42);
  });

  test('keeps what a caller decides by in an error of the API', async () => {
    far.serve({
      refuse: () => {
        throw new ApiError('ResourceNotFoundException', 'Function not found: x', { Type: 'User' });
      },
    });
    await expect(near.call('refuse', [])).rejects.toMatchObject({
      type: 'ResourceNotFoundException',
      message: 'Function not found: x',
      members: { Type: 'User' },
    });
    await expect(near.call('refuse', [])).rejects.toBeInstanceOf(ApiError);
  });

  test('delivers what was sent before an answer before that answer', async () => {
    const seen: string[] = [];
    near.serve({ notice: (text: string) => seen.push(text) });
    far.serve({
      work: async () => {
        far.send('notice', ['first']);
        far.send('notice', ['second']);
        return seen.length;
      },
    });
    await near.call('work', []);
    expect(seen).toEqual(['first', 'second']);
  });

  test('holds calls until the other side serves', async () => {
    const answer = near.call('late', []);
    far.serve({ late: () => 'here' });
    expect(await answer).toBe('here');
  });

  test('tells every caller when the other side is gone', async () => {
    const answer = near.call('never', []);
    near.close(new Error('gone'));
    await expect(answer).rejects.toThrow('gone');
    await expect(near.call('again', [])).rejects.toThrow('gone');
  });

  test('refuses a method that the contract does not name', async () => {
    far.serve({});
    await expect(near.call('constructor', [])).rejects.toThrow('no such method');
  });
});
