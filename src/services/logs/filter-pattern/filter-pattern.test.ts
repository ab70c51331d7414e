import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFilterPattern } from './filter-pattern.ts';
import type { FilterPattern } from './pattern.ts';
import { PatternProblem } from './pattern-problem.ts';

function patternOf(text: string): FilterPattern {
  const pattern = parseFilterPattern(text);
  if (pattern instanceof PatternProblem) throw pattern;
  return pattern;
}

const isMatch = (pattern: string, message: string): boolean => patternOf(pattern).match(message) !== undefined;

/** A pattern, messages that it matches, messages that it does not. */
type Row = readonly [pattern: string, matched: readonly string[], others: readonly string[]];

const termRows: readonly Row[] = [
  ['', ['', 'anything'], []],
  [' ', ['anything'], []],
  ['""', ['anything'], []],
  ['" "', ['anything', 'NoSpaceAtAll'], []],
  ['ERROR', ['[ERROR 400] BAD', 'Exiting with ERRORCODE: -1'], ['error', 'WARN']],
  ['ERROR ARGUMENTS', ['[ERROR 419] MISSING ARGUMENTS', 'ARGUMENTS, then ERROR'], ['[ERROR 400] BAD REQUEST']],
  ['?ERROR ?ARGUMENTS', ['ERROR', 'ARGUMENTS'], ['WARN']],
  ['?ERROR ?ARGUMENTS REQUEST', ['[INFO] REQUEST FAILED'], ['ERROR alone']],
  ['"INTERNAL SERVER ERROR"', ['[ERROR 500] INTERNAL SERVER ERROR'], ['INTERNAL ERROR SERVER']],
  ['ERROR -ARGUMENTS', ['[ERROR 400]'], ['[ERROR 419] MISSING ARGUMENTS', 'WARN']],
  ['"ERROR" - "Exiting"', ['ERROR now'], ['Exiting with ERRORCODE']],
  ['-DEBUG', ['INFO', ''], ['DEBUG x']],
  [String.raw`"say \"hi\""`, ['they say "hi" twice'], ['say hi']],
  [String.raw`"a\\b"`, [String.raw`a\b`], ['ab']],
  ['"user@example.com"', ['to user@example.com\n'], ['user at example.com']],
  ['%AUTHORIZED%', ['UNAUTHORIZED', 'AUTHORIZED'], ['AUTHOR']],
  ['%^START|^END%', ['START x', 'END y'], [' START', 'x END']],
  ['-%5\\d\\d% HTTP', ['HTTP 200'], ['HTTP 503']],
];

const regexRows: readonly Row[] = [
  ['%^[hc]at%', ['hat', 'cat!'], ['bat', 'that']],
  ['%[hc]at$%', ['that', 'that\n'], ['hats']],
  ['%colou?r%', ['color', 'colour'], ['colouur']],
  ['%^[abcx-z]$%', ['a', 'y'], ['d', 'ab']],
  ['%^a{3,5}$%', ['aaa', 'aaaaa'], ['aa', 'aaaaaa']],
  ['%^a{2}$%', ['aa'], ['a', 'aaa']],
  ['%^a{2,}$%', ['aa', 'aaaaaaaaa'], ['a']],
  ['%^a{,2}$%', ['', 'a', 'aa'], ['aaa']],
  ['%gray|grey%', ['gray', 'a grey cat'], ['groy']],
  ['%abcc|ab[^c]$%', ['abccx', 'aba'], ['aac', 'abc']],
  [String.raw`%\[.\]%`, ['[a]', '[]]', 'x[ ]y'], ['[]', '[ab]']],
  [String.raw`%10\.10\.0\.1%`, ['10.10.0.1'], ['10010,0.1']],
  ['%ab*c%', ['ac', 'abbbc'], ['adc']],
  ['%ab+c%', ['abc', 'abbc'], ['ac']],
  ['%.at%', ['hat', ' at', '#at'], ['at']],
  [String.raw`%^\w+\s\D$%`, ['abc_1\tx'], ['abc 1', '- x']],
  [String.raw`%\x28\x3A%`, ['(:'], ['(']],
  ['%/part/[0-9]+$%', ['/a/part/111'], ['/a/part/']],
];

const json = JSON.stringify({
  eventType: 'UpdateTrail',
  sourceIPAddress: '111.111.111.111',
  arrayKey: ['value', 'another value'],
  objectList: [
    { name: 'a', id: 1 },
    { name: 'b', id: 2 },
  ],
  SomeObject: null,
  ThisFlag: true,
  off: false,
  'cluster.name': 'c',
  latency: 10.5,
  code: '400',
  users: [1, 2, 3],
  coordinates: [
    [0, 1],
    [4, 5],
  ],
});

const trueOfJson: readonly string[] = [
  '{ $.eventType = "UpdateTrail" }',
  '{$.eventType=UpdateTrail}',
  '{ $.eventType = Update* }',
  '{ $.eventType = "*Trail" }',
  '{ $.eventType = *date* }',
  '{ $.eventType = * }',
  '{ $.eventType = %Trail% }',
  '{ $.eventType != %^Trail% }',
  '{ $.sourceIPAddress != 123.123.* }',
  '{ $.arrayKey[0] = "value" }',
  '{ $.arrayKey[*] = %val.{2}% }',
  '{ $.arrayKey[*] = "another value" }',
  '{ $.objectList[1].id = 2 }',
  '{ $.objectList[*].name = "b" }',
  String.raw`{ $.* = %111\.111\.111\.1[0-9]{1,2}% }`,
  '{ $.SomeObject IS NULL }',
  '{ $.SomeOtherObject NOT EXISTS }',
  '{ $.ThisFlag IS TRUE }',
  '{ $.off is false }',
  '{ $.ThisFlag = true }',
  `{ $.['cluster.name'] = "c" }`,
  `{ $['cluster.name'] = "c" }`,
  '{ $.latency > 10 }',
  '{ $.latency >= 10.5 }',
  '{ $.latency < 1.1e+1 }',
  '{ $.latency <= +10.5 }',
  '{ $.latency = 105e-1 }',
  '{ $.latency != 10 }',
  '{ $.latency = * }',
  '{ $.code = 400 }',
  '{ $.code = "400" }',
  '{ $.coordinates[1][0] = 4 }',
  '{ ($.latency = 1) || ($.latency = 10.5) && ($.eventType = "UpdateTrail") }',
  '{ $.eventType = "UpdateTrail" || $.latency = 1 && $.latency = 2 }',
];

const falseOfJson: readonly string[] = [
  '{ $.eventType = "Update" }',
  '{ $.eventType = "up*" }',
  '{ $.eventType != "UpdateTrail" }',
  '{ $.missing = * }',
  '{ $.missing != "x" }',
  '{ $.users = 1 }',
  '{ $.users != 1 }',
  '{ $.SomeObject = * }',
  '{ $.eventType IS NULL }',
  '{ $.missing IS NULL }',
  '{ $.SomeObject NOT EXISTS }',
  '{ $.off IS TRUE }',
  '{ $.arrayKey[2] = * }',
  '{ $.eventType[0] = * }',
  '{ $.code > 3 }',
  '{ ($.eventType = "UpdateTrail" || $.latency = 1) && $.latency = 2 }',
  '{ $.toString = * }',
];

const line = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';
const report =
  'REPORT RequestId: 5a1c\tDuration: 3.01 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t\n';

const fieldRows: readonly Row[] = [
  ['[ip, user, username, timestamp, request, status_code, bytes]', [line], ['a b c', 'no']],
  ['[ip, user, username, timestamp, request, status_code, bytes > 1000]', [line], [`${line} more`, line.slice(0, -1)]],
  ['[ip, u, n, t, request = *html*, status_code = 4*, bytes]', [line], [line.replace('404', '200')]],
  ['[ip=%127\\.0\\.0\\.[1-9]%, u, n, t, request =*.html*, status_code = 4*, bytes]', [line], []],
  ['[..., request=*.html*, status_code=4*,]', [line], []],
  [
    '[..., status_code = 404 || status_code = 410, bytes]',
    [line, line.replace('404', '410')],
    [line.replace('404', '403')],
  ],
  ['[..., s = 4* && s != 403 || s = 500, b]', [line, line.replace('404', '500')], [line.replace('404', '403')]],
  ['[w1=ERROR, w2]', ['ERROR message', 'ERROR 12:00 Failed to process'], ['WARN message', 'ERROR']],
  ['[w1=ERROR || w1=WARNING, w2]', ['ERROR m', 'WARNING m'], ['INFO m']],
  ['[w1!=ERROR && w1!=WARNING, w2]', ['INFO m'], ['ERROR m', 'WARNING m']],
  ['[w1=!ERROR&&w1=!WARN, w2]', ['INFO m'], ['ERROR m']],
  ['[w1=ERROR]', ['ERROR', 'ERROR\n'], ['ERROR more']],
  ['[a, ...]', ['x', 'x y z'], ['']],
  ['[..., last = "the end"]', ['x "the end"', '[the end]'], ['the end']],
  [
    '[r="REPORT", l="RequestId:", id, d="Duration:", value > 3, unit="ms", ..., max, mb="MB"]',
    [report],
    [report.replace('3.01', '2.9')],
  ],
];

function check(rows: readonly Row[]): void {
  test.each(rows)('%s', (pattern, matched, others) => {
    expect(matched.filter((message) => !isMatch(pattern, message))).toEqual([]);
    expect(others.filter((message) => isMatch(pattern, message))).toEqual([]);
  });
}

describe('terms', () => check(termRows));
describe('regular expressions', () => check(regexRows));
describe('space-delimited lines', () => check(fieldRows));

describe('JSON', () => {
  test.each(trueOfJson)('%s is true of the event', (pattern) => expect(isMatch(pattern, json)).toBe(true));
  test.each(falseOfJson)('%s is false of the event', (pattern) => expect(isMatch(pattern, json)).toBe(false));

  test.each(['', 'text', '{"a":1', 'INFO {"a":1}', '1', 'null'])(
    'what is no JSON object is not matched: %s',
    (message) => {
      expect(isMatch('{ $.a NOT EXISTS }', message)).toBe(false);
    },
  );

  test('a list can be the root', () => expect(isMatch('{ $[1].a = 2 }', '[0,{"a":2}]')).toBe(true));
});

describe('what cannot be read', () => {
  test.each([
    ['user@example.com', "Invalid character(s) in term 'user@example.com'"],
    ['"open', `Invalid character(s) in term '"open'`],
    ['?', "Invalid character(s) in term ''"],
    ['%a(b)%', "Invalid character(s) in term '%a(b)%'"],
    ['%something!%', "Invalid character(s) in term '%something!%'"],
    ['%%', "Invalid character(s) in term '%%'"],
    ['%*a%', "Invalid character(s) in term '%*a%'"],
    ['%a{3,2}%', "Invalid character(s) in term '%a{3,2}%'"],
    ['%a{9999}%', "Invalid character(s) in term '%a{9999}%'"],
    ['%[z-a]%', "Invalid character(s) in term '%[z-a]%'"],
    ['%[]%', "Invalid character(s) in term '%[]%'"],
    [String.raw`%\q%`, String.raw`Invalid character(s) in term '%\q%'`],
    ['%é%', "Invalid character(s) in term '%é%'"],
    ['{ $.a = 1', "If a filter pattern starts with '{' it must end with '}'"],
    ['[a, b', "If a filter pattern starts with '[' it must end with ']'"],
    ['{}', 'Unexpected end of the pattern'],
    ['{ $.a }', 'Unexpected end of the pattern'],
    ['{ $.a EXISTS }', "Invalid character(s) in term 'EXISTS'"],
    ['{ $.a IS NOT NULL }', "Invalid character(s) in term 'IS NOT NULL'"],
    ['{ a = 1 }', "Invalid character(s) in term 'a = 1'"],
    ['{ $.a = }', 'Unexpected end of the pattern'],
    ['{ $.a = $x }', "Invalid character(s) in term '$x'"],
    ['{ ($.a = 1 }', 'Unexpected end of the pattern'],
    ['{ $.a > "x" }', 'The operator > needs a number'],
    ['{ $.a[*].b[*] = 1 }', 'Only one wildcard selector is allowed in a property selector'],
    [
      '{ $.a[*]=1 && $.b[*]=1 && $.c[*]=1 && $.* = 1 }',
      'Only three wildcard selectors are allowed in a filter pattern',
    ],
    ['[..., a, ...]', 'Only one ellipsis is allowed in a filter pattern'],
    ['[a=1 || b=2]', 'The conditions of a field must all name it: a'],
    ['[a=“x“]', "Invalid character(s) in term '“x“'"],
  ])('%s: %s', (pattern, message) => {
    expect(parseFilterPattern(pattern)).toEqual(new PatternProblem(message));
  });
});

describe('extracted values', () => {
  const extracted = (pattern: string, message: string) => patternOf(pattern).match(message)?.extracted;

  test('fields are told by name, or by place where they have none', () => {
    expect(extracted('[..., request=*.html*, status_code=4*,]', line)).toEqual({
      $1: '127.0.0.1',
      $2: '-',
      $3: 'frank',
      $4: '10/Oct/2000:13:25:15 -0700',
      $request: 'GET /index.html HTTP/1.0',
      $status_code: '404',
      $7: '1534',
    });
  });

  test('properties are told by their selectors', () => {
    expect(extracted('{ $.latency > 1 && ($.missing = 1 || $.users[1] = 2) }', json)).toEqual({
      '$.latency': '10.5',
      '$.users[1]': '2',
    });
  });

  test('terms extract nothing', () => expect(extracted('frank', line)).toEqual({}));

  test('a selector that the pattern does not name is found all the same', () => {
    const match = patternOf('{ $.latency = * }').match(json);
    expect([match?.value('$.objectList[0].name'), match?.value('$.none'), match?.value('latency')]).toEqual([
      'a',
      undefined,
      undefined,
    ]);
  });
});

describe('whatever the text', () => {
  test('a pattern is read or refused, and matching ends', () => {
    const alphabet = fc.constantFrom(...'{}[]()$.a1"%*?-=!<>&|, \\\u00e9', '$.a', ' = ', '&&', '||', '...', 'IS NULL');
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 20 }), fc.string(), (parts, message) => {
        const pattern = parseFilterPattern(parts.join(''));
        if (!(pattern instanceof PatternProblem)) pattern.match(message);
      }),
      { numRuns: 2000 },
    );
  });

  test('a quoted phrase matches exactly the messages that hold it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), fc.boolean(), (phrase, message, holds) => {
        const quoted = `"${phrase.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
        const text = holds ? `${message}${phrase}` : message;
        expect(isMatch(quoted, text)).toBe(phrase.trim() === '' || text.includes(phrase));
      }),
    );
  });

  test('regular expressions match as those of JavaScript do', () => {
    const atom = fc.constantFrom(
      'a',
      'b',
      '.',
      '[ab]',
      '[^a]',
      String.raw`\w`,
      'a*',
      'b+',
      'a?',
      '[ab]{1,2}',
      '|',
      '^',
      '$',
    );
    fc.assert(
      fc.property(fc.array(atom, { minLength: 1, maxLength: 8 }), fc.stringMatching(/^[abc ]*$/), (atoms, message) => {
        const source = atoms.join('');
        expect(isMatch(`%${source}%`, message)).toBe(new RegExp(source).test(message));
      }),
      { numRuns: 2000 },
    );
  });

  test('a hostile regular expression takes no longer than the text is long', () => {
    expect(isMatch(`%${'a*'.repeat(100)}b%`, 'a'.repeat(10_000))).toBe(false);
  });
});
