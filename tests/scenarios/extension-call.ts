/** One of Serin's own operations, signed as any request is, with its input and its output as they are. */
import { signRequest } from '../../src/protocol/sigv4/sign.ts';
import type { TestPlatform } from '../../src/testing/index.ts';

/** An answer in JSON, for whoever knows its form. */
type Json = ReturnType<typeof JSON.parse>;

export async function callExtension(platform: TestPlatform, operation: string, input: object): Promise<Json> {
  const { endpoint, credentials, region } = platform;
  const path = `/_serin/v1/${operation}`;
  const body = Buffer.from(JSON.stringify(input));
  const signed = signRequest(
    { method: 'POST', path, query: '', headers: { host: new URL(endpoint).host }, body },
    { ...credentials, region, service: 'codedeploy', nowMs: platform.clock.realNow() },
  );
  const answer = await fetch(`${endpoint}${path}`, { method: 'POST', headers: signed.headers, body });
  return answer.json();
}
