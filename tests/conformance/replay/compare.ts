/**
 * Compares recorded answers with ours. A recording holds placeholders where values differ from run to
 * run: one that is met first takes our value, and must mean that value to the end of the case; two
 * numbered ones of a kind mean two values.
 */
export interface Surroundings {
  readonly region: string;
  readonly account: string;
}

/** A value that the recorder replaced wherever it stood, and of which nothing more is known. */
const anything = new Set([
  'date',
  'datetime',
  'timestamp',
  'code-sha256',
  'function-url',
  '<function-url>',
  'log-result',
  '<stack-trace>',
  '<md5-body>',
  'lambda-url',
  '<location>',
  '<layer-location>',
  '<code-size>',
]);
const placeholder = /<[a-z][a-z0-9_-]*(?::\d+)?>/g;
/** As `<<code-sha-256>:1>`: the recorder met what it had replaced already. */
const replacedTwice = /<<([a-z][a-z0-9_-]*)>:(\d+)>/g;
const repeated = /<(\w):len\((\d+)\)>/g;

export class Comparison {
  readonly #surroundings: Surroundings;
  readonly #laterMembers: ReadonlySet<string>;
  readonly #values = new Map<string, string>();

  /** `laterMembers`: those that AWS has added to its answers since the recording. */
  constructor(surroundings: Surroundings, laterMembers: readonly string[] = []) {
    this.#surroundings = surroundings;
    this.#laterMembers = new Set(laterMembers);
  }

  /** The first difference with its place, or `undefined`: what we answered is what AWS answered. */
  findDifference(recorded: unknown, actual: unknown, place: string): string | undefined {
    if (typeof recorded === 'string') return this.#compareText(recorded, actual, place);
    if (Array.isArray(recorded)) return this.#compareList(recorded, actual, place);
    if (isRecord(recorded)) return this.#compareMembers(recorded, parsed(actual), place);
    return recorded === actual ? undefined : different(place, recorded, actual);
  }

  #compareList(recorded: readonly unknown[], given: unknown, place: string): string | undefined {
    const actual = parsed(given);
    if (!Array.isArray(actual) || actual.length !== recorded.length) return different(place, recorded, actual);
    return first(recorded, (item, index) => this.findDifference(item, actual[index], `${place}[${index}]`));
  }

  #compareMembers(recorded: Readonly<Record<string, unknown>>, actual: unknown, place: string): string | undefined {
    if (!isRecord(actual)) return different(place, recorded, actual);
    if (place.endsWith('.ResponseMetadata')) {
      // A recording or two kept headers, with their dates and request IDs.
      const [status, ours] = [recorded['HTTPStatusCode'], actual['HTTPStatusCode']];
      return status === ours ? undefined : different(`${place}.HTTPStatusCode`, status, ours);
    }
    const members = new Map(Object.entries(actual).filter(([, value]) => value !== undefined));
    const inOrder = first(Object.entries(recorded), ([written, value]) => {
      const name = this.#expand(written);
      if (!members.has(name)) return `${place}.${name}: ${JSON.stringify(value)}, absent here`;
      return this.findDifference(value, members.get(name), `${place}.${name}`);
    });
    if (inOrder !== undefined) return inOrder;
    const known = new Set(Object.keys(recorded).map((name) => this.#expand(name)));
    return first([...members], ([name, value]) =>
      known.has(name) || this.#laterMembers.has(name)
        ? undefined
        : `${place}.${name}: absent, here ${JSON.stringify(value)}`,
    );
  }

  #compareText(written: string, actual: unknown, place: string): string | undefined {
    if (anything.has(written)) {
      return actual === undefined || actual === null ? different(place, written, actual) : undefined;
    }
    const recorded = this.#expand(written);
    const names = [...new Set([...recorded.matchAll(placeholder)].map(([name]) => name))];
    const whole = names.length === 1 && names[0] === recorded;
    if (typeof actual !== 'string' && !(whole && typeof actual === 'number')) return different(place, recorded, actual);
    const match = patternOf(recorded).exec(String(actual));
    if (match === null) return different(place, recorded, actual);
    return first(names, (name, index) => this.#bind(name, match[index + 1] ?? '', place));
  }

  /** The text with all in place that is known by now. */
  #expand(text: string): string {
    const { region, account } = this.#surroundings;
    return text
      .replaceAll(replacedTwice, '<$1:$2>')
      .replaceAll(repeated, (_, letter: string, count: string) => letter.repeat(Number(count)))
      .replaceAll('111111111111', account)
      .replaceAll('<region>', region)
      .replaceAll('<partition>', 'aws')
      .replaceAll(placeholder, (name) => this.#values.get(name) ?? name);
  }

  #bind(name: string, value: string, place: string): string | undefined {
    const kind = /^<(.+):\d+>$/.exec(name)?.[1];
    const other = [...this.#values].find(([taken, held]) => held === value && taken.startsWith(`<${kind}:`));
    this.#values.set(name, value);
    return other === undefined
      ? undefined
      : `${place}: ${name}, which is another than ${other[0]}, but both are ${value}`;
  }
}

/** A pattern with one group for each placeholder that the text holds, which is the same throughout. */
function patternOf(recorded: string): RegExp {
  const groups = new Map<string, number>();
  const source = recorded.split(/(<[a-z][a-z0-9_-]*(?::\d+)?>)/).map((part, index) => {
    if (index % 2 === 0) return part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
    const known = groups.get(part);
    if (known !== undefined) return `\\${known}(?!\\d)`;
    groups.set(part, groups.size + 1);
    if (part.startsWith('<uuid')) return '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})';
    if (part.startsWith('<suffix')) return '([A-Za-z0-9]{12})';
    return part.startsWith('<code-sha256') ? '([A-Za-z0-9+/]{43}=)' : '(.+?)';
  });
  return new RegExp(`^${source.join('')}$`, 's');
}

/** What the recorder parsed, it parsed from a text: policies, payloads. */
function parsed(actual: unknown): unknown {
  if (typeof actual !== 'string') return actual;
  try {
    return JSON.parse(actual) as unknown;
  } catch {
    return actual;
  }
}

function first<T>(items: readonly T[], find: (item: T, index: number) => string | undefined): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = find(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const different = (place: string, recorded: unknown, actual: unknown) =>
  `${place}: ${JSON.stringify(recorded)}, here ${JSON.stringify(actual)}`;
