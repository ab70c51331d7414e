/**
 * AWS's own SDK clients against our reading and writing of the wire: every operation of every
 * service, with values made from its schema. What the SDK sends must decode to what it was given,
 * with a valid signature; what we answer must reach its caller unchanged.
 */
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import type { NormalizedSchema } from '@smithy/core/schema';
import { describe, expect, test } from 'vitest';
import { services } from '../../src/api/services.ts';
import type { ApiOperation, Protocol, ServiceApi } from '../../src/api/service-api.ts';
import type { WireRequest } from '../../src/aws/wire.ts';
import { decodeInput, locateOperation } from '../../src/protocol/decode.ts';
import { encodeOutput } from '../../src/protocol/encode.ts';
import { identify } from '../../src/protocol/identify.ts';
import { findAuthorization } from '../../src/protocol/sigv4/authorization.ts';
import { SigningKeys, verifySignature } from '../../src/protocol/sigv4/verify.ts';
import { serviceSources } from '../../scripts/api-services.ts';

const require = createRequire(import.meta.url);
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

/** Operations that stream events: these are no value to compare, and scenarios have those that are served. */
const eventStreams = /^(InvokeWithResponseStream|StartLiveTail|SelectObjectContent|GetLogObject|ConverseStream)$/;
/** Operations whose requests the SDK sends to hosts of their own, or with a body of its own making. */
const elsewhere: Record<string, string> = {
  WriteGetObjectResponse: 'it goes to an Object Lambda host',
  CreateSession: 'S3 Express only',
  ListDirectoryBuckets: 'S3 Express only',
  AssumeRoleWithSAML: 'it is not signed',
  AssumeRoleWithWebIdentity: 'it is not signed',
};

interface Sent {
  method: string;
  path: string;
  query: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

describe.each(serviceSources)('$name', ({ name, sdkPackage }) => {
  test('every operation travels both ways as it is', async () => {
    const sdk = require(sdkPackage) as Record<string, unknown>;
    const service = services.find((candidate) => candidate.name === name)!;
    const api = await service.load();
    const problems: string[] = [];
    let checked = 0;
    const client = makeClient(sdk, async (sent) => answer(sent, api, problems));
    for (const operationName of api.operationNames) {
      if (eventStreams.test(operationName) || operationName in elsewhere) continue;
      const operation = api.findOperation(operationName)!;
      const input = sampleOf(operation.input) as object;
      current = { operation, input, output: sampleOf(operation.output) };
      const Command = sdk[`${operationName}Command`] as new (input: object) => never;
      try {
        const output = (await client.send(new Command({ ...input }))) as Record<string, unknown>;
        const difference = differenceOf(
          await plain(output),
          await plain(operation.output.isUnitSchema() ? {} : current.output),
        );
        if (difference !== undefined) problems.push(`${operationName} output: ${difference}`);
      } catch (error) {
        problems.push(`${operationName}: ${(error as Error).message.slice(0, 300)}`);
      }
      checked += 1;
    }
    console.log(`${name}: ${checked} operations, ${problems.length} problems`);
    expect(problems).toEqual([]);
  });
});

let current: { operation: ApiOperation; input: object; output: unknown };

function makeClient(
  sdk: Record<string, unknown>,
  handle: (sent: Sent) => Promise<object>,
): { send(command: never): Promise<object> } {
  const name = Object.keys(sdk).find(
    (key) => key.endsWith('Client') && key !== 'Client' && typeof sdk[key] === 'function' && !key.startsWith('__'),
  )!;
  const Client = sdk[name] as new (options: object) => { send(command: never): Promise<object> };
  return new Client({
    endpoint: 'http://127.0.0.1:4566',
    region: 'us-east-1',
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
    requestHandler: { handle: async (sent: Sent) => ({ response: await handle(sent) }) },
  });
}

async function answer(sent: Sent, api: ServiceApi, problems: string[]): Promise<object> {
  const request = await wireRequest(sent);
  const found = findAuthorization(request);
  if (found.kind !== 'found') throw new Error('not signed');
  const verdict = verifySignature(request, found.authorization, credentials.secretAccessKey, {
    keys: new SigningKeys(),
    nowMs: Date.now(),
  });
  if (verdict.kind !== 'valid') throw new Error(`signature: ${verdict.kind}`);
  const identified = identify(request, found.authorization.credential.service);
  if (identified?.service.name !== api.name) throw new Error(`taken for ${identified?.service.name}`);
  const located = locateOperation(api, identified.protocol, identified.operation, verdict.request);
  if (located.operation.name !== current.operation.name) throw new Error(`taken for ${located.operation.name}`);
  const input = decodeInput(identified.protocol, located);
  const difference = differenceOf(await plain(input), await plain(current.input));
  if (difference !== undefined)
    problems.push(`${current.operation.name} input (${identified.protocol}): ${difference}`);
  return respond(api, identified.protocol, current.operation, current.output);
}

function respond(api: ServiceApi, protocol: Protocol, operation: ApiOperation, output: unknown): object {
  const { status, headers, body } = encodeOutput(
    api,
    protocol,
    operation,
    (output ?? {}) as Record<string, unknown>,
    'request-1',
  );
  const lower = Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), String(value)]));
  return {
    statusCode: status,
    headers: lower,
    body: Readable.from(Buffer.from(body as Uint8Array), { objectMode: false }),
  };
}

async function wireRequest(sent: Sent): Promise<WireRequest> {
  const query = Object.entries(sent.query ?? {}).flatMap(([key, value]) => {
    const values = Array.isArray(value) ? value : [value];
    return values.map((item) =>
      item === null ? encodeURIComponent(key) : `${encodeURIComponent(key)}=${encodeURIComponent(item)}`,
    );
  });
  const headers = Object.fromEntries(Object.entries(sent.headers).map(([key, value]) => [key.toLowerCase(), value]));
  return { method: sent.method, path: sent.path, query: query.join('&'), headers, body: await bytesOf(sent.body) };
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Values that clients look into before they send. */
const fixed: Record<string, unknown> = {
  Bucket: 'sample-bucket',
  Key: 'folder/sample key+1.zip',
  ContentMD5: undefined,
  Expires: undefined,
  ContentLength: undefined,
  SSECustomerKey: undefined,
  SSECustomerKeyMD5: undefined,
  CopySourceSSECustomerKey: undefined,
  CopySourceSSECustomerKeyMD5: undefined,
  ChecksumAlgorithm: undefined,
  CopySource: '/other-bucket/key',
  ExpectedBucketOwner: '000000000000',
  Location: undefined,
  EndpointId: undefined,
};

function sampleOf(schema: NormalizedSchema, depth = 0): unknown {
  if (schema.isUnitSchema()) return {};
  if (schema.isStructSchema()) {
    const result: Record<string, unknown> = {};
    for (const [name, member] of schema.structIterator()) {
      const traits = member.getMergedTraits();
      if (traits.httpResponseCode || name.startsWith('Checksum') || traits['eventStream'] || traits['hostLabel'])
        continue;
      if (depth > 3 && (member.isStructSchema() || member.isListSchema() || member.isMapSchema())) continue;
      const value = depth === 0 && name in fixed ? fixed[name] : sampleOf(member, depth + 1);
      if (value !== undefined) result[name] = value;
      if (schema.isUnionSchema() && value !== undefined) break;
    }
    return result;
  }
  if (schema.isListSchema())
    return [sampleOf(schema.getValueSchema(), depth + 1), sampleOf(schema.getValueSchema(), depth + 1)];
  if (schema.isMapSchema())
    return schema.getMergedTraits().httpPrefixHeaders
      ? { one: 'first' }
      : { one: sampleOf(schema.getValueSchema(), depth + 1) };
  if (schema.isBlobSchema() || schema.isStreaming()) return Buffer.from('{"some":"bytes"}');
  if (schema.isTimestampSchema()) return new Date(1_735_689_600_000);
  if (schema.isBooleanSchema()) return true;
  if (schema.isNumericSchema()) return 3;
  if (schema.isBigIntegerSchema()) return 3n;
  if (schema.isDocumentSchema()) return { any: 'thing' };
  if (schema.isStringSchema())
    return schema.getMergedTraits().mediaType === 'application/json'
      ? '{}'
      : `text & <${depth}> é`.replace(/[é]/, schema.getMergedTraits().httpHeader ? 'e' : 'é');
  return 'text';
}

/** Values in a form that compares: bytes as base64, dates as numbers, streams read. */
async function plain(value: unknown): Promise<unknown> {
  if (value instanceof Uint8Array) return `bytes:${Buffer.from(value).toString('base64')}`;
  if (value instanceof Date) return `date:${value.getTime()}`;
  if (typeof value === 'object' && value !== null && 'transformToByteArray' in value) {
    return `bytes:${Buffer.from(await (value as { transformToByteArray(): Promise<Uint8Array> }).transformToByteArray()).toString('base64')}`;
  }
  if (Array.isArray(value)) return Promise.all(value.map((item) => plain(item)));
  if (typeof value === 'object' && value !== null) {
    const entries = await Promise.all(
      Object.entries(value)
        .filter(([key, item]) => item !== undefined && key !== '$metadata')
        .map(async ([key, item]) => [key, await plain(item)] as const),
    );
    return Object.fromEntries(entries);
  }
  return value;
}

/** The first place where `given` is not what was expected; members that the SDK adds are let pass. */
function differenceOf(given: unknown, expected: unknown, at = ''): string | undefined {
  if (typeof expected === 'object' && expected !== null && !Array.isArray(expected)) {
    for (const [key, value] of Object.entries(expected)) {
      const inner = differenceOf((given as Record<string, unknown> | undefined)?.[key], value, `${at}.${key}`);
      if (inner !== undefined) return inner;
    }
    return undefined;
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(given) || given.length !== expected.length)
      return `${at}: ${JSON.stringify(given)} is not ${JSON.stringify(expected)}`;
    for (const [index, value] of expected.entries()) {
      const inner = differenceOf(given[index], value, `${at}[${index}]`);
      if (inner !== undefined) return inner;
    }
    return undefined;
  }
  return given === expected || String(given) === String(expected)
    ? undefined
    : `${at}: ${JSON.stringify(given)} is not ${JSON.stringify(expected)}`;
}
