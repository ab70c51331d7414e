/** What AWS was recorded to answer, to hold our own answers against. Read from the corpus, never copied. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiError } from '../../aws/api-error.ts';
import { invariant } from '../../invariant.ts';
import { owner } from './functions.fixture.ts';

const corpus = process.env['SERIN_CORPUS'] ?? join(import.meta.dirname, '../../../../shared/corpus');
const file = join(corpus, 'aws-snapshots/localstack/tests/aws/services/lambda_/test_lambda_api.snapshot.json');

/** Whether the corpus is at hand; where it is not, tests that need it skip. */
export const hasRecordings = existsSync(file);

const placeholder = /<[a-z][a-z0-9_-]*(?::\d+)?>/g;
const escapePattern = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

let recordings: Json | undefined;

/** The answers of one recorded test, by the name of the step. */
export function readRecording(test: string): Json {
  const parsed: unknown = (recordings ??= JSON.parse(readFileSync(file, 'utf8')));
  const [, found] = (isJson(parsed) ? Object.entries(parsed) : []).find(([name]) => name.endsWith(`::${test}`)) ?? [];
  const content = isJson(found) ? found['recorded-content'] : undefined;
  invariant(isJson(content), `${test} is recorded`);
  return content;
}

/** What a client was told: the answer, or the error as recordings write it. */
export async function answerOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { Error: { Code: error.type, Message: error.message }, ...error.members };
  }
}

/**
 * Compares answers of one recorded test with ours. Recordings hold `<uuid:1>` where a value differs
 * from run to run: the first value met there must come again wherever the recording repeats it, and
 * nowhere else.
 */
export class RecordingComparison {
  readonly #values = new Map<string, string>();

  /** The differences, each with its place; none: what we answered is what AWS answered. */
  differences(recorded: unknown, actual: unknown, place = ''): string[] {
    if (typeof recorded === 'string') return this.#compareText(recorded, actual, place);
    if (Array.isArray(recorded)) {
      if (!Array.isArray(actual) || actual.length !== recorded.length)
        return [`${place}: ${recorded.length} items, not ${JSON.stringify(actual)}`];
      return recorded.flatMap((item, index) => this.differences(item, actual[index], `${place}[${index}]`));
    }
    if (isJson(recorded)) return this.#compareMembers(withoutWire(recorded), actual, place);
    return recorded === actual ? [] : [`${place}: ${JSON.stringify(recorded)}, not ${JSON.stringify(actual)}`];
  }

  #compareMembers(recorded: Json, actual: unknown, place: string): string[] {
    if (!isJson(actual)) return [`${place}: an object, not ${JSON.stringify(actual)}`];
    const given = Object.entries(actual).filter(([, value]) => value !== undefined);
    const extra = given.filter(([name]) => !(name in recorded)).map(([name]) => `${place}.${name}: absent, not there`);
    return [
      ...extra,
      ...Object.entries(recorded).flatMap(([name, value]) => this.differences(value, actual[name], `${place}.${name}`)),
    ];
  }

  #compareText(recorded: string, actual: unknown, place: string): string[] {
    if (recorded === '<code-size>' && typeof actual === 'number') return [];
    if (recorded === 'date' || recorded === '<location>') return typeof actual === 'string' ? [] : [`${place}: a text`];
    const text = recorded.replaceAll('111111111111', owner.account);
    const names = [...text.matchAll(placeholder)].map(([name]) => name);
    const pattern = text.split(placeholder).map(escapePattern).join('(.+?)');
    const match = new RegExp(`^${pattern}$`, 's').exec(String(actual));
    if (match === null) return [`${place}: ${recorded}, not ${JSON.stringify(actual)}`];
    return names.flatMap((name, index) => this.#bind(name, match[index + 1] ?? '', place));
  }

  #bind(name: string, value: string, place: string): string[] {
    const known = this.#values.get(name);
    if (known !== undefined) return known === value ? [] : [`${place}: ${name} was ${known}, not ${value}`];
    const other = [...this.#values].find(
      ([taken, held]) => held === value && taken.split(':')[0] === name.split(':')[0],
    );
    this.#values.set(name, value);
    return other === undefined ? [] : [`${place}: ${name} should differ from ${other[0]}`];
  }
}

/** Leaves off what the recording client added or what stands in for the HTTP answer. */
function withoutWire(recorded: Json): Json {
  const {
    ResponseMetadata: _metadata,
    CreateEventSourceMappingResponse: _mapping,
    CreateFunctionResponse: created,
    ...rest
  } = recorded;
  if (isJson(created)) return withoutWire(created);
  if (!('Error' in recorded)) return rest;
  const { message: _lower, Message: _upper, ...error } = rest;
  return error;
}
