/** Bodies that are too large, too deep, malformed, or made to be read as something else. */
import { gzipSync } from 'node:zlib';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  ListTagsCommand,
  TagResourceCommand,
} from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { packageOf } from '../../../src/services/lambda/test-zip.fixture.ts';
import { createFunction } from './names.ts';
import { resident, type TargetServer } from './server.ts';
import { readRefusal, send, type Refusal, type Unsigned } from './signed-request.ts';

const invocations = `/2015-03-31/functions/${resident}/invocations`;
const invoke = (body: string | Uint8Array, headers: Record<string, string> = {}): Unsigned => ({
  service: 'lambda',
  method: 'POST',
  path: invocations,
  headers,
  body,
});
const lambdaPost = (body: string | Uint8Array, headers: Record<string, string> = {}): Unsigned => ({
  service: 'lambda',
  method: 'POST',
  path: '/2015-03-31/functions',
  headers,
  body,
});
const iam = (body: string | Uint8Array): Unsigned => ({
  service: 'iam',
  method: 'POST',
  path: '/',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body,
});
const alarms = (body: string | Uint8Array, headers: Record<string, string> = {}): Unsigned => ({
  service: 'monitoring',
  method: 'POST',
  path: '/',
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'GraniteServiceVersion20100801.DescribeAlarms',
    ...headers,
  },
  body,
});
const cborAlarms = (body: Uint8Array): Unsigned => ({
  service: 'monitoring',
  method: 'POST',
  path: '/service/GraniteServiceVersion20100801/operation/DescribeAlarms',
  headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
  body,
});
const s3Delete = (body: string): Unsigned => ({
  service: 's3',
  method: 'POST',
  path: `/${resident}`,
  query: 'delete=',
  headers: { 'content-type': 'application/xml' },
  body,
});

const deep = 100_000;
const nested = (open: string, middle: string, close: string): string => open.repeat(deep) + middle + close.repeat(deep);

const noJson: Readonly<Record<string, string | Uint8Array>> = {
  'nothing but a brace': '{',
  'a brace too few': '{"FunctionName":"x"',
  'a comma too many': '{"FunctionName":"x",}',
  'single quotes': "{'FunctionName':'x'}",
  'a line break in a text': '{"FunctionName":"a\nb"}',
  'no UTF-8': Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
  'UTF-16': Buffer.from('\ufeff{"FunctionName":"x"}', 'utf16le'),
  XML: '<CreateFunction/>',
  'a form': 'FunctionName=x&Role=y',
  NaN: '{"Timeout":NaN}',
};

export function describeBodies(server: () => TargetServer): void {
  const refusal = (unsigned: Unsigned): Promise<Refusal> => server().refusal(unsigned);

  test('an event beyond 6 MB is refused', async () => {
    expect(await refusal(invoke(`"${'a'.repeat(6_291_455)}"`))).toEqual({
      status: 413,
      code: 'RequestEntityTooLargeException',
      message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    });
    expect((await server().call(invoke(`"${'a'.repeat(5_000_000)}"`))).status).toBe(200);
  });

  test('an asynchronous event beyond 1 MB is refused', async () => {
    const event = { 'x-amz-invocation-type': 'Event' };
    expect(await refusal(invoke(`"${'a'.repeat(1_048_575)}"`, event))).toEqual({
      status: 413,
      code: 'RequestEntityTooLargeException',
      message: '1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
    });
    expect((await server().call(invoke(`"${'a'.repeat(1_048_574)}"`, event))).status).toBe(202);
  });

  test('an event that is no JSON is refused, and an odd one is not', async () => {
    for (const [what, body] of Object.entries(noJson)) {
      const refused = await refusal(invoke(body));
      expect(refused, what).toMatchObject({ status: 400, code: 'InvalidRequestContentException' });
      expect(refused.message).toMatch(/^Could not parse request body into json: /);
    }
    for (const body of ['null', '""', '0', '[]', '"\\ud800"', '{"__proto__":{"a":1}}', ' {} ']) {
      const answer = await server().call(invoke(body));
      expect(answer.status, body).toBe(200);
      expect(JSON.parse(answer.body.toString())).toEqual(JSON.parse(body));
    }
  });

  test('an invocation with parameters that are none is refused', async () => {
    expect(await refusal(invoke('{}', { 'x-amz-invocation-type': 'Later' }))).toMatchObject({
      status: 400,
      code: 'ValidationException',
      message: expect.stringContaining(`Value 'Later' at 'invocationType' failed to satisfy constraint`),
    });
    expect((await refusal(invoke('{}', { 'x-amz-log-type': 'All' }))).code).toBe('ValidationException');
    for (const context of [
      'no base64!',
      Buffer.from('no json').toString('base64'),
      Buffer.alloc(3600, 'a').toString('base64'),
    ]) {
      const refused = await refusal(invoke('{}', { 'x-amz-client-context': context }));
      expect(refused, context.slice(0, 20)).toMatchObject({ status: 400, code: expect.stringMatching(/Exception$/) });
    }
  });

  test('an event nested a hundred thousand levels deep harms nobody', async () => {
    for (const body of [nested('[', '', ']'), nested('{"a":', '1', '}')]) {
      const answer = await server().call(invoke(body));
      expect([200, 400]).toContain(answer.status);
    }
    expect((await server().call(invoke('{"well":true}'))).body.toString()).toBe('{"well":true}');
  });

  test('a request nested a hundred thousand levels deep is refused, unless nobody reads what is nested', async () => {
    const json = nested('{"Code":', '1', '}');
    const list = `{"AlarmNames":${nested('[', '', ']')}}`;
    const xml = nested('<Delete>', '', '</Delete>');
    const cbor = Buffer.concat([Buffer.alloc(deep, 0x81), Buffer.from([0x80])]);
    const query = `Action=GetRole&Version=2010-05-08&RoleName${'.member.1'.repeat(deep)}=x`;
    for (const unsigned of [lambdaPost(json), alarms(list), s3Delete(xml), cborAlarms(cbor), iam(query)]) {
      const refused = await refusal(unsigned);
      expect(refused.status, `${unsigned.service}: ${JSON.stringify(refused).slice(0, 200)}`).toBe(400);
      expect(refused.code).toMatch(/^\w+$/);
    }
    // A parameter that the operation does not have is passed over, as on AWS.
    expect((await server().call(alarms(json))).status).toBe(200);
  });

  test('a JSON body that cannot be read is refused', async () => {
    for (const [what, body] of Object.entries(noJson)) {
      const refused = await refusal(lambdaPost(body));
      expect(refused, what).toMatchObject({
        status: 400,
        code: expect.stringMatching(/^(SerializationException|InvalidRequestContentException)$/),
      });
    }
    for (const body of ['null', '[]', '1', '"text"', 'true', '']) {
      expect((await refusal(lambdaPost(body))).status, body).toBe(400);
    }
  });

  test('members of another type than theirs are refused', async () => {
    for (const [more, message] of [
      [{ MemorySize: 'much' }, 'STRING_VALUE can not be converted to a Number'],
      [{ MemorySize: {} }, 'Start of structure or map found where not expected.'],
      [{ Timeout: [] }, 'Start of list found where not expected'],
      [{ Timeout: '3' }, 'STRING_VALUE can not be converted to a Number'],
      [{ Description: {} }, 'Start of structure or map found where not expected.'],
      [{ Description: 5 }, 'NUMBER_VALUE can not be converted to a String'],
      [{ Code: 'zip' }, 'STRING_VALUE can not be converted to a structure'],
      [{ Code: { ZipFile: {} } }, 'Start of structure or map found where not expected.'],
      [{ Tags: [] }, 'Start of list found where not expected'],
      [{ Tags: { a: {} } }, 'Start of structure or map found where not expected.'],
      [{ Layers: 'x' }, 'Expected list or null'],
      [{ Layers: [{}] }, 'Start of structure or map found where not expected.'],
      [{ Environment: { Variables: 'x' } }, 'Expected map or null'],
      [{ Publish: 'yes' }, 'STRING_VALUE can not be converted to a Boolean'],
      [{ FunctionName: 5 }, 'NUMBER_VALUE can not be converted to a String'],
      [{ Role: ['x'] }, 'Start of list found where not expected'],
    ] as const) {
      const refused = await createFunction(server(), 'refused', more);
      expect(refused, JSON.stringify(more)).toEqual({ status: 400, code: 'SerializationException', message });
    }
    for (const more of [{ FunctionName: null }, { Timeout: 1.5 }, { MemorySize: 'NaN' }, { MemorySize: 'Infinity' }]) {
      const refused = await createFunction(server(), 'refused', more);
      expect(refused, JSON.stringify(more)).toMatchObject({ status: 400, code: 'ValidationException' });
    }
  });

  test('an XML body that cannot be read is refused', async () => {
    const entities = Array.from({ length: 10 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`).join('');
    for (const body of [
      '<Delete>',
      '<Delete></Remove>',
      'no xml',
      '<Delete><Object><Key>a</Object></Delete>',
      '\0',
      '{}',
      `<!DOCTYPE d [<!ENTITY e0 "ha">${entities}]><Delete><Object><Key>&e10;</Key></Object></Delete>`,
      '<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]><Delete><Object><Key>&f;</Key></Object></Delete>',
    ]) {
      const answer = await server().call(s3Delete(body));
      expect(answer.body.toString(), body).not.toContain('root:');
      expect(answer.body.length).toBeLessThan(10_000);
      expect(answer.status, `${body}: ${answer.body.toString()}`).toBe(400);
      expect(readRefusal(answer).code).toBe('MalformedXML');
    }
  });

  test('a query that cannot be read is refused', async () => {
    for (const body of [
      'Action=GetRole&Version=2010-05-08',
      'Action=GetRole&RoleName=%00&Version=2010-05-08',
      'Action=GetRole&RoleName=%ff%fe&Version=2010-05-08',
      'Action=CreateRole&Version=2010-05-08&Tags.member.x.Key=a&RoleName=r&AssumeRolePolicyDocument=%7B',
      'Action=ListRoles&Version=2010-05-08&MaxItems=many',
      'Action=ListRoles&Version=2010-05-08&MaxItems=99999999999999999999',
      'Action=CreateRole&__proto__.x=1&constructor.prototype.y=2&Version=2010-05-08',
    ]) {
      const refused = await refusal(iam(body));
      expect(refused, body).toMatchObject({
        status: 400,
        code: expect.stringMatching(/^(ValidationError|MalformedInput|InvalidInput|MalformedPolicyDocument)$/),
      });
    }
    const many = `Action=CreateRole&Version=2010-05-08${'&Tags.member.1.Key=a'.repeat(100_000)}`;
    expect((await refusal(iam(many))).status).toBe(400);
  });

  test('a parameter that must be a number and is none is refused', async () => {
    const list = { service: 'lambda', method: 'GET', path: '/2015-03-31/functions' };
    expect(await refusal({ ...list, query: 'MaxItems=many' })).toMatchObject({
      status: 400,
      code: 'SerializationException',
    });
    expect(await refusal({ ...list, query: 'MaxItems=0' })).toMatchObject({ status: 400, code: 'ValidationException' });
    expect(await refusal({ service: 's3', method: 'GET', path: `/${resident}`, query: 'max-keys=many' })).toMatchObject(
      {
        status: 400,
        code: 'InvalidArgument',
      },
    );
  });

  test('a CBOR body that cannot be read is refused', async () => {
    for (const bytes of [
      [0xff],
      [0xbf],
      [0xa1],
      [0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
      [0x9b, 0, 0, 0, 1, 0, 0, 0, 0],
      [0x1c],
      [0x7a, 0xff, 0xff, 0xff, 0xff, 0x61],
    ]) {
      const answer = await server().call(cborAlarms(Buffer.from(bytes)));
      expect([400, 501], bytes.join()).toContain(answer.status);
    }
  });

  test('a compressed body that swells, or is none, is refused', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, ' '));
    for (const body of [bomb, Buffer.from('no gzip'), gzipSync('{}').subarray(0, 10)]) {
      expect(await refusal(alarms(body, gzip))).toMatchObject({ status: 400, code: 'SerializationException' });
      expect(await refusal(lambdaPost(body, gzip))).toMatchObject({ status: 400, code: 'SerializationException' });
    }
  });

  test('a body without a signature that is costly to read is not read', { timeout: 300_000 }, async () => {
    const { endpoint } = server().program;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = Buffer.from(`Action=GetRole${'&a'.repeat(50_000_000)}`);
    const answer = await send({ method: 'POST', path: '/', query: '', headers, body }, endpoint);
    expect(answer.status).toBe(413);
  });

  test('names of the language mean nothing', async () => {
    const { lambda, roleArn } = server();
    const keys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];
    const body = `{"__proto__":{"FunctionName":"polluted"},"constructor":{"prototype":{"polluted":1}},"Role":"x","Code":{"__proto__":{"ZipFile":"AAAA"}}}`;
    expect(await refusal(lambdaPost(body))).toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining(`'functionName'`),
    });
    for (const key of keys) {
      const tagged = await createFunction(
        server(),
        'refused',
        JSON.parse(`{"Environment":{"Variables":{"${key}":"x"}},"${key}":1}`),
      );
      expect(tagged.status).toBe(400);
      for (const path of [
        `/2015-03-31/functions/${key}`,
        `/2018-10-31/layers/${key}/versions`,
        `/2015-03-31/functions/${resident}/aliases/${key}`,
      ])
        expect([200, 404], path).toContain(
          (await server().call({ service: 'lambda', method: 'GET', path, query: `${key}=1` })).status,
        );
    }
    const Tags = Object.fromEntries(keys.map((key) => [key, 'mine']));
    const FunctionName = 'constructor';
    const { FunctionArn } = await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Role: roleArn,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Tags,
        Code: { ZipFile: packageOf('export const handler = async () => ({}).polluted ?? "clean";') },
      }),
    );
    await lambda.send(new TagResourceCommand({ Resource: FunctionArn, Tags: { valueOf: 'mine' } }));
    const listed = await lambda.send(new ListTagsCommand({ Resource: FunctionArn }));
    expect(new Map(Object.entries(listed.Tags ?? {}))).toEqual(new Map([...Object.entries(Tags), ['valueOf', 'mine']]));
    expect((await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).FunctionName).toBe(FunctionName);
    await lambda.send(new DeleteFunctionCommand({ FunctionName }));
  });

  test('keys of objects are what was sent, however strange', async () => {
    const { s3 } = server();
    const keys = [
      'a\0b',
      'a',
      '../../../etc/passwd',
      '/',
      '//',
      '.',
      '__proto__',
      'ü\u{1f600}',
      'a%2Fb',
      ' ',
      'a\nb',
      'x'.repeat(1024),
      '<&">',
    ];
    for (const Key of keys)
      await s3.send(new PutObjectCommand({ Bucket: resident, Key: `k${Key}`.slice(0, 1024), Body: Key }));
    for (const Key of keys) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: resident, Key: `k${Key}`.slice(0, 1024) }));
      expect(await Body?.transformToString()).toBe(Key);
    }
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: resident, Prefix: 'k', EncodingType: 'url' }),
    );
    expect(Contents).toHaveLength(keys.length);
    await expect(
      s3.send(new PutObjectCommand({ Bucket: resident, Key: 'x'.repeat(1025), Body: '' })),
    ).rejects.toMatchObject({
      name: 'KeyTooLongError',
    });
  });

  test('an answer cannot be given headers of its own', async () => {
    const { s3 } = server();
    await s3.send(new PutObjectCommand({ Bucket: resident, Key: 'plain', Body: 'content' }));
    for (const value of ['a\r\nset-cookie: b', 'a\0b', '\u{1f600}']) {
      const answer = await server().call({
        service: 's3',
        method: 'GET',
        path: `/${resident}/plain`,
        query: `response-content-type=${encodeURIComponent(value)}`,
      });
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(readRefusal(answer)).toEqual({
        status: 400,
        code: 'InvalidArgument',
        message: 'Header value cannot be represented using ISO-8859-1.',
      });
    }
  });
}
