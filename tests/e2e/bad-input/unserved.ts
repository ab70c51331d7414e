/** Every operation that AWS has and Serin lacks says so; what AWS does not have is unknown. */
import { expect, test } from 'vitest';
import type { ApiOperation, ServiceApi } from '../../../src/api/service-api.ts';
import { services } from '../../../src/api/services.ts';
import type { TargetServer } from './server.ts';
import { readRefusal, type Refusal, type Unsigned } from './signed-request.ts';

/** Operations whose hosts or address forms are not served at all, so that another one is meant by the same address. */
const hidden = new Set(['ListDirectoryBuckets', 'CreateSession', 'WriteGetObjectResponse']);

const partlyServed = "A header you provided implies functionality that is not implemented: Serin's S3";

export function describeUnserved(server: () => TargetServer): void {
  test.each(services.map((service) => ({ name: service.name, service })))(
    'each operation of $name is served, or answered NotImplemented by its name',
    { timeout: 300_000 },
    async ({ name, service }) => {
      const api = await service.load();
      const problems: string[] = [];
      let served = 0;
      for (const operationName of api.operationNames) {
        const operation = api.findOperation(operationName);
        if (operation === undefined || hidden.has(operationName)) continue;
        const answer = await server().call(plainRequest(api, operation));
        if (answer.status < 400) {
          served += 1;
          continue;
        }
        const refusal = answer.body.length === 0 ? undefined : readRefusal(answer);
        if (refusal !== undefined && refusal.code === 'NotImplemented') {
          const message = `Serin does not serve ${name}:${operationName} yet.`;
          // An operation may be served but for a member, which it then names itself.
          const isPart = refusal.message.startsWith(partlyServed);
          if (refusal.status !== 501 || (refusal.message !== message && !isPart))
            problems.push(`${operationName}: ${JSON.stringify(refusal)}`);
          continue;
        }
        served += 1;
        if (answer.status >= 500 || refusal?.code.startsWith('UnknownOperation') === true)
          problems.push(`${operationName}: ${answer.status} ${JSON.stringify(refusal)}`);
      }
      process.stdout.write(`${name}: ${served} of ${api.operationNames.length} operations are served\n`);
      expect(problems).toEqual([]);
    },
  );

  test('an operation that AWS does not have is unknown in every protocol', async () => {
    const json = (target: string): Unsigned => ({
      service: 'monitoring',
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
      body: '{}',
    });
    const query = (body: string): Unsigned => ({
      service: 'iam',
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    const cbor = (path: string): Unsigned => ({
      service: 'monitoring',
      method: 'POST',
      path,
      headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
      body: Buffer.from([0xa0]),
    });
    const refuse = (unsigned: Unsigned): Promise<Refusal> => server().refusal(unsigned);
    for (const name of ['Nothing', '__proto__', 'constructor', 'toString', ''])
      expect((await refuse(json(`GraniteServiceVersion20100801.${name}`))).code, name).toBe(
        'UnknownOperationException',
      );
    for (const target of ['Nobody.Nothing', '.', '', 'GraniteServiceVersion20100801', '__proto__.constructor'])
      expect((await refuse(json(target))).code, target).toBe('UnknownOperationException');
    for (const name of ['Nothing', '__proto__', 'constructor', '%00', '%3Cscript%3E'])
      expect(await refuse(query(`Action=${name}&Version=2010-05-08`)), name).toMatchObject({
        status: 400,
        code: 'InvalidAction',
      });
    expect((await refuse(query('Version=2010-05-08'))).status).toBeLessThan(500);
    expect((await refuse(cbor('/service/GraniteServiceVersion20100801/operation/__proto__'))).code).toBe(
      'UnknownOperationException',
    );
    expect((await refuse(cbor('/service/__proto__/operation/Nothing'))).status).toBe(404);
    for (const path of [
      '/2015-03-31/functions/a/b/c',
      '/2015-03-31/nothing',
      '/1999-01-01/functions',
      '/2015-03-31/functions/',
    ])
      expect((await refuse({ service: 'lambda', method: 'PATCH', path })).code, path).toBe('UnknownOperationException');
  });
}

/** A request that names the operation and says as little as it can. */
function plainRequest(api: ServiceApi, operation: ApiOperation): Unsigned {
  const service = api.signingName;
  if (operation.http !== undefined && api.protocols.some((protocol) => protocol.startsWith('rest-')))
    return restRequest(api, operation, operation.http);
  if (api.targetPrefix !== undefined) {
    const headers = {
      'content-type': `application/x-amz-json-${api.jsonVersion}`,
      'x-amz-target': `${api.targetPrefix}.${operation.name}`,
    };
    return { service, method: 'POST', path: '/', headers, body: '{}' };
  }
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { service, method: 'POST', path: '/', headers, body: `Action=${operation.name}&Version=${api.version}` };
}

function restRequest(api: ServiceApi, operation: ApiOperation, http: NonNullable<ApiOperation['http']>): Unsigned {
  const [uri = '', literal = ''] = http.uri.split('?');
  const path = uri.replaceAll(/\{[^}]+\}/g, 'nothing');
  const query = literal === '' ? [] : literal.split('&').map((part) => (part.includes('=') ? part : `${part}=`));
  const headers: Record<string, string> = {};
  for (const [, member] of operation.input.isUnitSchema() ? [] : operation.input.structIterator()) {
    const traits = member.getMergedTraits();
    if (!isRequired(operation, member.getMemberName())) continue;
    if (typeof traits.httpQuery === 'string') query.push(`${traits.httpQuery}=1`);
    if (typeof traits.httpHeader === 'string') headers[traits.httpHeader.toLowerCase()] = '1';
  }
  const needsBucket = api.name === 's3' && operation.name !== 'ListBuckets';
  return {
    service: api.signingName,
    method: http.method,
    path: needsBucket ? `/no-such-bucket${path}` : path,
    query: query.toSorted().join('&'),
    headers,
    ...(http.method !== 'GET' && http.method !== 'HEAD' && api.name !== 's3' && { body: '{}' }),
  };
}

/** The required members of a structure come first, and their number stands behind them all. */
function isRequired(operation: ApiOperation, member: string): boolean {
  const schema = operation.input.getSchema();
  if (!Array.isArray(schema)) return false;
  const names: readonly unknown[] = Array.isArray(schema[4]) ? schema[4] : [];
  return names.indexOf(member) < (schema[6] ?? 0) && names.includes(member);
}
