/** Code packages that no honest tool makes. */
import { readdirSync } from 'node:fs';
import { once } from 'node:events';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaServiceException,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { packageOf, zipOf, type TestEntry } from '../../../src/services/lambda/test-zip.fixture.ts';
import { resident, type TargetServer } from './server.ts';
import { readAnswer, readRefusal } from './signed-request.ts';

const link = 0o120777;
const fifo = 0o010644;
const entry = (path: string, content = 'x', mode?: number): TestEntry => ({ path, content, ...(mode && { mode }) });
const settings = { Runtime: 'nodejs22.x', Handler: 'index.handler' } as const;
const good = packageOf('export const handler = () => 1;');

/** The general purpose flag of the first entry, in both of its headers. */
function withFlag(zip: Buffer, flag: number): Buffer {
  const changed = Buffer.from(zip);
  changed.writeUInt16LE(flag, 6);
  changed.writeUInt16LE(flag, changed.readUInt32LE(changed.length - 6) + 8);
  return changed;
}

const unreadable: Readonly<Record<string, () => Buffer>> = {
  'is no zip': () => Buffer.from('#!/bin/sh\necho hello\n'),
  'is cut off in its table of contents': () => good.subarray(0, good.length - 30),
  'is cut off in its first file': () => good.subarray(0, 40),
  'is the end of another zip': () => good.subarray(20),
  'has a name with ../': () => zipOf([entry('index.mjs'), entry('../../evil.txt')]),
  'has a name with ../ in its middle': () => zipOf([entry('a/../../evil.txt')]),
  'has a name with ..\\': () => zipOf([entry('..\\evil.txt')]),
  'has an absolute name': () => zipOf([entry('/tmp/evil.txt')]),
  'has a name with a drive': () => zipOf([entry('C:/evil.txt')]),
  'has a name with a NUL': () => zipOf([entry('index.mjs\0.txt')]),
  'has an empty name': () => zipOf([entry('')]),
  'has a link to the root folder': () => zipOf([entry('out', '/', link)]),
  'has a link out of the package': () => zipOf([entry('a/out', '../../evil', link)]),
  'has links that lead out together': () => zipOf([entry('a', 'b/..', link), entry('b', '..', link)]),
  'has links that go in a circle': () => zipOf([entry('a', 'b', link), entry('b', 'a', link)]),
  'writes through a link': () => zipOf([entry('dir', 'other', link), entry('dir/evil.txt')]),
  'replaces a link by a file': () => zipOf([entry('a', '/etc/passwd', link), entry('a')]),
  'holds a pipe': () => zipOf([entry('pipe', '', fifo)]),
  'has another checksum': () => zipOf([{ ...entry('index.mjs', 'content'), claims: { crc32: 1 } }]),
  'has a file larger than it claims': () =>
    zipOf([{ ...entry('zeros', '\0'.repeat(10_000_000)), claims: { sizeBytes: 10 } }]),
  'is encrypted': () => withFlag(good, 1),
};

/** A file of zeros, packed once and listed several times: small, and huge when it is unpacked. */
function bomb(): Buffer {
  const zeros = Buffer.alloc(64 * 1024 * 1024);
  return zipOf(['a', 'b', 'c', 'd'].map((path) => ({ path, content: zeros })));
}

export function describePackages(server: () => TargetServer): void {
  for (const [what, make] of Object.entries(unreadable)) {
    test(`a package that ${what} is refused`, async () => {
      const refused = await create(server(), { ZipFile: make() });
      expect(refused).toMatchObject({ name: 'InvalidParameterValueException', $metadata: { httpStatusCode: 400 } });
      expect(refused.message).toMatch(
        /^Could not unzip uploaded file\. Please check your file, then try to upload again\./,
      );
    });
  }

  test('an empty package is refused', async () => {
    const refused = await create(server(), { ZipFile: zipOf([]) });
    expect(refused).toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'Uploaded file must be a non-empty zip',
    });
  });

  test('a small package that is huge when it is unpacked is refused', async () => {
    const ZipFile = bomb();
    expect(ZipFile.length).toBeLessThan(1024 * 1024);
    const refused = await create(server(), { ZipFile });
    expect(refused).toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'Unzipped size must be smaller than 262144000 bytes',
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('a package beyond the bound of packages is refused', async () => {
    const refused = await create(server(), { ZipFile: Buffer.alloc(52_428_801) });
    expect(refused).toMatchObject({
      name: 'RequestEntityTooLargeException',
      message: 'Zipped size must be smaller than 52428800 bytes',
      $metadata: { httpStatusCode: 413 },
    });
  });

  for (const [how, headers] of [
    ['with its length', { 'content-length': '400000000' }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ] as const) {
    test(`a package of 300 MB in the request, sent ${how}, is refused`, { timeout: 300_000 }, async () => {
      const { endpoint } = server().program;
      const answer = await fetchLarge(`${endpoint}/2015-03-31/functions`, headers, 400_000_000);
      expect(answer).toEqual({
        status: 413,
        code: 'RequestEntityTooLargeException',
        message: 'Request must be smaller than 70167211 bytes for the CreateFunction operation',
      });
    });
  }

  test('a package of 300 MB in S3 is refused', { timeout: 300_000 }, async () => {
    const { s3 } = server();
    await s3.send(new PutObjectCommand({ Bucket: resident, Key: 'large.zip', Body: Buffer.alloc(300_000_000) }));
    const refused = await create(server(), { S3Bucket: resident, S3Key: 'large.zip' });
    expect(refused).toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'Unzipped size must be smaller than 262144000 bytes',
    });
  });

  test('an object beyond what is taken in one request is refused', { timeout: 300_000 }, async () => {
    const upload = new PutObjectCommand({ Bucket: resident, Key: 'larger', Body: Buffer.alloc(320_000_000) });
    const refused = await server()
      .s3.send(upload)
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({
      name: 'EntityTooLarge',
      message: 'Your proposed upload exceeds the maximum allowed size',
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('a package of very many files is taken, for many real ones are', { timeout: 300_000 }, async () => {
    const { lambda, roleArn } = server();
    const many = Array.from({ length: 5000 }, (_, index) => entry(`node_modules/f${index}`, ''));
    const FunctionName = 'many-files';
    const ZipFile = zipOf([entry('index.mjs', 'export const handler = async () => 1;'), ...many]);
    await lambda.send(new CreateFunctionCommand({ ...settings, FunctionName, Role: roleArn, Code: { ZipFile } }));
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 200, minDelay: 1 }, { FunctionName });
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName }));
    expect(Buffer.from(Payload ?? []).toString()).toBe('1');
    await lambda.send(new DeleteFunctionCommand({ FunctionName }));
  });

  test('nothing of a refused package is left, inside or outside', async () => {
    const { dataFolder, lambda } = server();
    await expect(lambda.send(new GetFunctionCommand({ FunctionName: 'refused' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    // Environments come and go meanwhile, so what they lie in is not looked through.
    const names = [
      ...readdirSync(dirname(dataFolder)),
      ...readdirSync(dataFolder),
      ...readdirSync(join(dataFolder, 'packages'), { recursive: true, encoding: 'utf8' }),
    ];
    expect(names.filter((name) => name.includes('evil'))).toEqual([]);
  });
}

async function create(
  { lambda, roleArn }: TargetServer,
  Code: NonNullable<ConstructorParameters<typeof CreateFunctionCommand>[0]['Code']>,
): Promise<LambdaServiceException> {
  const command = new CreateFunctionCommand({ ...settings, FunctionName: 'refused', Role: roleArn, Code });
  const refused = await lambda.send(command).catch((error: unknown) => error);
  if (refused instanceof LambdaServiceException) return refused;
  throw new Error('The package was taken', { cause: refused });
}

async function fetchLarge(url: string, headers: Record<string, string>, bytes: number) {
  const piece = Buffer.alloc(1024 * 1024, 'A');
  const sent = request(url, { method: 'POST', headers });
  const answered = readAnswer(sent);
  for (let left = bytes; left > 0; left -= piece.length) {
    const isTaken = sent.write(left >= piece.length ? piece : piece.subarray(0, left));
    if (!isTaken) await once(sent, 'drain');
  }
  sent.end();
  return readRefusal(await answered);
}
