/** What a browser does with the console of a platform: opens its address, keeps the cookie, calls, listens. */
import { invariant } from '../../src/invariant.ts';

export interface Called {
  readonly status: number;
  /** For whoever knows its form. */
  readonly body: ReturnType<typeof JSON.parse>;
}

export type Browser = Awaited<ReturnType<typeof openBrowser>>;

export async function openBrowser(consoleUrl: string) {
  const { origin } = new URL(consoleUrl);
  const opened = await fetch(consoleUrl, { redirect: 'manual' });
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
  const get = (path: string, signal?: AbortSignal): Promise<Response> =>
    fetch(`${origin}${path}`, { headers: { cookie }, ...(signal && { signal }) });
  return {
    get,
    async call(name: string, input: object = {}, region?: string): Promise<Called> {
      const answer = await fetch(`${origin}/api/${name}`, {
        method: 'POST',
        headers: { cookie, 'x-serin-console': '1', ...(region !== undefined && { 'x-serin-region': region }) },
        body: JSON.stringify(input),
      });
      return { status: answer.status, body: await answer.json() };
    },
    /** The stream of events, from now on. */
    async *events(signal: AbortSignal): AsyncGenerator<{ readonly event: string; readonly data: Called['body'] }> {
      const { body } = await get('/api/events', signal);
      invariant(body !== null, 'a stream of events has a body');
      let text = '';
      for await (const piece of body.pipeThrough(new TextDecoderStream())) {
        text += piece;
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        for (const one of events) {
          const [, event = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(one) ?? [];
          yield { event, data: JSON.parse(data) };
        }
      }
    },
  };
}
