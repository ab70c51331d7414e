/** Requests that are not signed, or not by whom they say, or were changed after they were signed. */
import { expect, test } from 'vitest';
import {
  presign,
  readRefusal,
  send,
  sign,
  type Keys,
  type Outgoing,
  type Refusal,
  type Unsigned,
} from './signed-request.ts';
import { resident, type TargetServer } from './server.ts';

const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const invalidToken = 'The security token included in the request is invalid.';

const getFunction: Unsigned = { service: 'lambda', method: 'GET', path: `/2015-03-31/functions/${resident}` };
const listRoles: Unsigned = {
  service: 'iam',
  method: 'POST',
  path: '/',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'Action=GetRole&Version=2010-05-08&RoleName=resident',
};
const putObject: Unsigned = { service: 's3', method: 'PUT', path: `/${resident}/signed`, body: 'content' };
const describeAlarms: Unsigned = {
  service: 'monitoring',
  method: 'POST',
  path: '/',
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'GraniteServiceVersion20100801.DescribeAlarms',
  },
  body: '{}',
};

/** The same fault as each family of protocols words it: JSON, query, S3. */
type Words = readonly [json: Partial<Refusal>, query: Partial<Refusal>, s3: Partial<Refusal>];

const alike = (json: string, query: string, s3: string, message: string): Words => [
  { status: 403, code: json, message },
  { status: 403, code: query, message },
  { status: 403, code: s3, message },
];

const refusedSignature = alike('InvalidSignatureException', 'SignatureDoesNotMatch', 'SignatureDoesNotMatch', mismatch);

const wrongToken: Words = [
  { status: 403, code: 'UnrecognizedClientException', message: invalidToken },
  { status: 403, code: 'InvalidClientTokenId', message: invalidToken },
  { status: 400, code: 'InvalidToken', message: 'The provided token is malformed or otherwise invalid.' },
];

const families = [getFunction, listRoles, putObject] as const;

export function describeSignatures(server: () => TargetServer): void {
  const expectRefused = async (spoil: (unsigned: Unsigned) => Outgoing, words: Words): Promise<void> => {
    for (const [index, unsigned] of families.entries()) {
      const answer = await send(spoil(unsigned), server().program.endpoint);
      expect(readRefusal(answer), `${unsigned.service}: ${answer.body.toString()}`).toMatchObject(words[index] ?? {});
    }
  };
  const signed = (unsigned: Unsigned, changes: Partial<Parameters<typeof sign>[1]> = {}): Outgoing =>
    sign(unsigned, { ...server().signing, ...changes });
  const withHeader = (outgoing: Outgoing, name: string, value: string): Outgoing => ({
    ...outgoing,
    headers: { ...outgoing.headers, [name]: value },
  });

  test('a request without a signature is refused', async () => {
    const strip = (unsigned: Unsigned): Outgoing => {
      const { authorization: _, ...headers } = signed(unsigned).headers;
      return { ...signed(unsigned), headers };
    };
    await expectRefused(strip, [
      { status: 403, code: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' },
      { status: 403, code: 'MissingAuthenticationToken', message: 'Missing Authentication Token' },
      { status: 403, code: 'AccessDenied', message: 'Access Denied' },
    ]);
  });

  test('an invocation without a signature is refused', async () => {
    const path = `/2015-03-31/functions/${resident}/invocations`;
    const outgoing = { method: 'POST', path, query: '', headers: {}, body: Buffer.from('{}') };
    expect(readRefusal(await server().send(outgoing))).toMatchObject({ code: 'MissingAuthenticationTokenException' });
  });

  test('an unknown key is refused', async () => {
    const keys = { accessKeyId: 'AKIAUNKNOWNUNKNOWN12', secretAccessKey: 'secret' };
    await expectRefused(
      (unsigned) => signed(unsigned, { keys }),
      [
        { status: 403, code: 'UnrecognizedClientException', message: invalidToken },
        { status: 403, code: 'InvalidClientTokenId', message: invalidToken },
        {
          status: 403,
          code: 'InvalidAccessKeyId',
          message: 'The AWS Access Key Id you provided does not exist in our records.',
        },
      ],
    );
  });

  test('a wrong secret is refused', async () => {
    const keys = { ...server().signing.keys, secretAccessKey: 'wrong' };
    await expectRefused((unsigned) => signed(unsigned, { keys }), refusedSignature);
  });

  test('a token that the key does not have is refused', async () => {
    const keys = { ...server().signing.keys, sessionToken: 'made-up' };
    await expectRefused((unsigned) => signed(unsigned, { keys }), wrongToken);
  });

  test("temporary keys are good with their own token, and with none other's", async () => {
    const [first, second] = [await assumeRole(server()), await assumeRole(server())];
    expect((await server().send(signed(getFunction, { keys: first }))).status).toBe(200);
    const { sessionToken: _, ...withoutToken } = first;
    for (const keys of [withoutToken, { ...first, sessionToken: second.sessionToken ?? '' }]) {
      await expectRefused((unsigned) => signed(unsigned, { keys }), wrongToken);
    }
  });

  test('a body that was changed is refused', async () => {
    await expectRefused(
      (unsigned) => ({
        ...signed(unsigned),
        body: Buffer.concat([Buffer.from(unsigned.body ?? ''), Buffer.from('x')]),
      }),
      [refusedSignature[0], refusedSignature[1], { status: 400, code: 'XAmzContentSHA256Mismatch' }],
    );
  });

  test('a path, query, header or method that was changed is refused', async () => {
    await expectRefused((unsigned) => ({ ...signed(unsigned), path: `${unsigned.path}x` }), refusedSignature);
    await expectRefused((unsigned) => ({ ...signed(unsigned), query: 'added=1' }), refusedSignature);
    const host = (unsigned: Unsigned): Outgoing => withHeader(signed(unsigned), 'host', 'localhost');
    await expectRefused(host, refusedSignature);
    const another = (unsigned: Unsigned): Outgoing => {
      const at = new Date(Date.now() + 1000);
      return withHeader(signed(unsigned), 'x-amz-date', at.toISOString().replaceAll(/[-:]|\.\d+/g, ''));
    };
    await expectRefused(another, refusedSignature);
    const method = readRefusal(await server().send({ ...signed(getFunction), method: 'DELETE' }));
    expect(method).toMatchObject(refusedSignature[0]);
  });

  test('a signature for another request, region, service or day is refused', async () => {
    const other = signed({ ...getFunction, path: '/2015-03-31/functions/other' }).headers['authorization'] ?? '';
    expect(readRefusal(await server().send(withHeader(signed(getFunction), 'authorization', other)))).toMatchObject(
      refusedSignature[0],
    );
    const rescoped = (from: RegExp, to: string): Outgoing => {
      const outgoing = signed(getFunction);
      return withHeader(outgoing, 'authorization', (outgoing.headers['authorization'] ?? '').replace(from, to));
    };
    expect(readRefusal(await server().send(rescoped(/us-east-1/, 'eu-west-1')))).toMatchObject(refusedSignature[0]);
    expect(readRefusal(await server().send(rescoped(/\/20\d{6}\//, '/20200101/')))).toMatchObject({
      code: 'IncompleteSignatureException',
    });
  });

  test('a request that is more than five minutes old, or ahead, is refused', async () => {
    for (const minutes of [-6, 6]) {
      const at = new Date(Date.now() + minutes * 60_000);
      const state =
        minutes < 0
          ? /^Signature expired: \S+ is now earlier than \S+ \(\S+ - 5 min\.\)$/
          : /^Signature not yet current: \S+ is still later than \S+ \(\S+ \+ 5 min\.\)$/;
      await expectRefused(
        (unsigned) => signed(unsigned, { at }),
        [
          { status: 403, code: 'InvalidSignatureException', message: expect.stringMatching(state) },
          { status: 403, code: 'SignatureDoesNotMatch', message: expect.stringMatching(state) },
          {
            status: 403,
            code: 'RequestTimeTooSkewed',
            message: 'The difference between the request time and the current time is too large.',
          },
        ],
      );
    }
  });

  test('a header that decides what is done cannot be added to what was signed', async () => {
    const added = withHeader(signed(listRoles), 'x-amz-target', 'AmazonSSM.GetParameter');
    expect((await server().send(added)).status).toBe(403);
    const invocation = signed({ ...getFunction, method: 'POST', path: `${getFunction.path}/invocations`, body: '{}' });
    expect((await server().send(withHeader(invocation, 'x-amz-invocation-type', 'Event'))).status).toBe(403);
    const copy = withHeader(signed({ ...putObject, body: '' }), 'x-amz-copy-source', `/${resident}/secret`);
    expect(readRefusal(await server().send(copy))).toMatchObject({
      status: 403,
      code: 'AccessDenied',
      message: 'There were headers present in the request which were not signed',
    });
  });

  test('a signature that leaves the host out is refused', async () => {
    const outgoing = signed(getFunction);
    const authorization = (outgoing.headers['authorization'] ?? '').replace('SignedHeaders=host;', 'SignedHeaders=');
    expect(readRefusal(await server().send(withHeader(outgoing, 'authorization', authorization)))).toEqual({
      status: 403,
      code: 'InvalidSignatureException',
      message: `'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.`,
    });
  });

  test('a presigned address is good until it expires, for what it was made for', async () => {
    const { send: sendTo, signing, call } = server();
    await call(putObject);
    const get: Unsigned = { service: 's3', method: 'GET', path: `/${resident}/signed` };
    const good = presign(get, signing, 60);
    const answer = await sendTo(good);
    expect([answer.status, answer.body.toString()]).toEqual([200, 'content']);
    const expired = presign(get, { ...signing, at: new Date(Date.now() - 120_000) }, 60);
    expect(readRefusal(await sendTo(expired))).toEqual({
      status: 403,
      code: 'AccessDenied',
      message: 'Request has expired',
    });
    for (const spoilt of [
      { ...good, path: `/${resident}/other` },
      { ...good, method: 'DELETE' },
      { ...good, query: good.query.replace('X-Amz-Expires=60', 'X-Amz-Expires=6000') },
      { ...good, query: `${good.query}&response-content-type=text%2Fhtml` },
    ])
      expect(readRefusal(await sendTo(spoilt))).toMatchObject(refusedSignature[2]);
    for (const expires of [0, 604_801, -1, Number.NaN])
      expect(readRefusal(await sendTo(presign(get, signing, expires))).status).toBe(400);
  });

  test('an Authorization header that is none is refused', async () => {
    const { keys } = server().signing;
    const scope = `${keys.accessKeyId}/20250101/us-east-1/lambda/aws4_request`;
    for (const authorization of [
      'Bearer token',
      'Basic dXNlcjpwYXNz',
      'AWS4-HMAC-SHA256',
      'AWS4-HMAC-SHA256 ',
      'AWS4-HMAC-SHA256 Credential=',
      `AWS4-HMAC-SHA256 Credential=${scope}`,
      `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host`,
      `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}, SignedHeaders=host, Signature=0`,
      `AWS4-HMAC-SHA256 Credential=${scope}/more, SignedHeaders=host, Signature=0`,
      `AWS4-HMAC-SHA1 Credential=${scope}, SignedHeaders=host, Signature=0`,
      'AWS4-ECDSA-P256-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=0',
      ','.repeat(5000),
      '='.repeat(5000),
    ]) {
      const refused = readRefusal(await server().send(withHeader(signed(getFunction), 'authorization', authorization)));
      expect(refused, authorization.slice(0, 80)).toMatchObject({ status: 403, code: 'IncompleteSignatureException' });
      expect(refused.message).not.toBe('');
    }
  });

  test('a signature of the wrong form or length is refused', async () => {
    for (const signature of ['', '0', 'zz', '0'.repeat(64), '0'.repeat(4000), 'é'.repeat(32)]) {
      const outgoing = signed(getFunction);
      const spoilt = (outgoing.headers['authorization'] ?? '').replace(/Signature=.*/, `Signature=${signature}`);
      expect((await server().send(withHeader(outgoing, 'authorization', spoilt))).status).toBe(403);
    }
  });

  test('what is signed in chunks is held to its chunks', async () => {
    const body = `7;chunk-signature=${'0'.repeat(64)}\r\ncontent\r\n0;chunk-signature=${'0'.repeat(64)}\r\n\r\n`;
    const outgoing = signed({ ...putObject, body });
    const streaming = withHeader(outgoing, 'x-amz-content-sha256', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD');
    expect(readRefusal(await server().send(streaming))).toMatchObject(refusedSignature[2]);
  });

  test('the right signature is still taken', async () => {
    for (const unsigned of families) expect((await server().send(signed(unsigned))).status).toBe(200);
    expect(readRefusal(await server().send(signed(describeAlarms))).code).not.toMatch(/Signature|Token/);
  });
}

async function assumeRole({ call, roleArn }: TargetServer): Promise<Keys> {
  const parameters = { Action: 'AssumeRole', Version: '2011-06-15', RoleArn: roleArn, RoleSessionName: 'session' };
  const answer = await call({
    service: 'sts',
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(parameters).toString(),
  });
  const part = (name: string): string =>
    new RegExp(`<${name}>([^<]*)</${name}>`).exec(answer.body.toString())?.[1] ?? `no ${name}`;
  return {
    accessKeyId: part('AccessKeyId'),
    secretAccessKey: part('SecretAccessKey'),
    sessionToken: part('SessionToken'),
  };
}
