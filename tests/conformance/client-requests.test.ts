import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { WireRequest } from '../../src/aws/wire.ts';
import { decodeInput, locateOperation } from '../../src/protocol/decode.ts';
import { identify } from '../../src/protocol/identify.ts';
import { findCorpus } from '../corpus.ts';

interface Recorded {
  readonly service: string;
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly bodyLength: number;
}

/** The names that the recording gives to services, where they are not Serin's. */
const serviceNames: Record<string, string> = { monitoring: 'cloudwatch', cloudcontrolapi: 'cloudcontrol' };

const folder = findCorpus('client-requests');

describe.skipIf(folder === undefined)('requests that real clients sent', () => {
  for (const file of folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.jsonl'))) {
    test(`every request of ${file} finds its operation and is decoded`, async () => {
      const lines = readFileSync(`${folder}/${file}`, 'utf8').trim().split('\n');
      const problems: string[] = [];
      let decoded = 0;
      for (const line of lines) {
        const recorded = JSON.parse(line) as Recorded;
        const problem = await check(recorded);
        if (problem === undefined) decoded += 1;
        else problems.push(`${recorded.service}.${recorded.operation} ${recorded.method} ${recorded.path}: ${problem}`);
      }
      console.log(`${file}: decoded ${decoded} of ${lines.length}`);
      expect(problems).toEqual([]);
    });
  }
});

async function check(recorded: Recorded): Promise<string | undefined> {
  const [path = '', query = ''] = recorded.path.split('?');
  const headers = Object.fromEntries(
    Object.entries(recorded.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const request: WireRequest = { method: recorded.method, path, query, headers, body: Buffer.from(recorded.body) };
  const identified = identify(request, undefined);
  if (identified === undefined) return 'no service';
  const expectedService = serviceNames[recorded.service] ?? recorded.service;
  if (identified.service.name !== expectedService) return `taken for ${identified.service.name}`;
  const api = await identified.service.load();
  const located = locateOperation(api, identified.protocol, identified.operation, request);
  if (located.operation.name !== recorded.operation) return `taken for ${located.operation.name}`;
  // A body that the recording cut short cannot be read; that it is found is all there is to see.
  if (recorded.body.length < recorded.bodyLength && identified.protocol !== 'rest-xml') return undefined;
  decodeInput(identified.protocol, located);
  return undefined;
}
