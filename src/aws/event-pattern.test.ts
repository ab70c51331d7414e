import { describe, expect, test } from 'vitest';
import { matchesPattern } from './event-pattern.ts';
import { parsePattern } from './event-pattern-parser.ts';

function fits(pattern: object, event: unknown): boolean {
  const parsed = parsePattern(JSON.stringify(pattern));
  if (parsed.kind === 'refused') throw new Error(parsed.reason);
  return matchesPattern(parsed.pattern, event);
}

function refusal(text: string): string {
  const parsed = parsePattern(text);
  return parsed.kind === 'refused' ? parsed.reason : 'taken';
}

const event = {
  source: 'aws.codedeploy',
  resources: ['arn:one', 'arn:two'],
  detail: { state: 'FAILURE', count: 3, ratio: 300.0, ip: '10.0.0.17', ok: true, nothing: null, empty: '' },
};

describe('a matcher', () => {
  test.each<[string, object, boolean]>([
    ['a text', { detail: { state: ['FAILURE'] } }, true],
    ['another text', { detail: { state: ['SUCCESS'] } }, false],
    ['one of several texts', { detail: { state: ['SUCCESS', 'FAILURE'] } }, true],
    ['a text in other case', { detail: { state: ['failure'] } }, false],
    ['an empty text', { detail: { empty: [''] } }, true],
    ['a number', { detail: { ratio: [300] } }, true],
    ['a number that is a text in the pattern', { detail: { count: ['3'] } }, false],
    ['true', { detail: { ok: [true] } }, true],
    ['null', { detail: { nothing: [null] } }, true],
    ['null for a missing field', { detail: { missing: [null] } }, false],
    ['any element of a list', { resources: ['arn:two'] }, true],
    ['no element of a list', { resources: ['arn:three'] }, false],
    ['two fields', { source: ['aws.codedeploy'], detail: { state: ['FAILURE'] } }, true],
    ['two fields of which one differs', { source: ['aws.lambda'], detail: { state: ['FAILURE'] } }, false],
    ['a prefix', { detail: { state: [{ prefix: 'FAIL' }] } }, true],
    ['another prefix', { detail: { state: [{ prefix: 'SUCC' }] } }, false],
    ['a prefix of a number', { detail: { count: [{ prefix: '3' }] } }, false],
    ['a prefix in any case', { detail: { state: [{ prefix: { 'equals-ignore-case': 'fail' } }] } }, true],
    ['a suffix', { detail: { state: [{ suffix: 'URE' }] } }, true],
    ['a suffix in any case', { detail: { state: [{ suffix: { 'equals-ignore-case': 'ure' } }] } }, true],
    ['any case', { detail: { state: [{ 'equals-ignore-case': 'failure' }] } }, true],
    ['anything but a text', { detail: { state: [{ 'anything-but': 'SUCCESS' }] } }, true],
    ['anything but that text', { detail: { state: [{ 'anything-but': 'FAILURE' }] } }, false],
    ['anything but a list', { detail: { state: [{ 'anything-but': ['FAILURE', 'STOP'] }] } }, false],
    ['anything but a number', { detail: { count: [{ 'anything-but': 3 }] } }, false],
    ['anything but, of null', { detail: { nothing: [{ 'anything-but': 'x' }] } }, true],
    ['anything but, of a missing field', { detail: { missing: [{ 'anything-but': 'x' }] } }, false],
    ['anything but, of a list with another element', { resources: [{ 'anything-but': 'arn:one' }] }, true],
    ['anything but a prefix', { detail: { state: [{ 'anything-but': { prefix: 'FAIL' } }] } }, false],
    ['anything but prefixes', { detail: { state: [{ 'anything-but': { prefix: ['A', 'B'] } }] } }, true],
    ['anything but a suffix', { detail: { state: [{ 'anything-but': { suffix: 'URE' } }] } }, false],
    ['anything but any case', { detail: { state: [{ 'anything-but': { 'equals-ignore-case': 'failure' } }] } }, false],
    ['anything but a wildcard', { detail: { state: [{ 'anything-but': { wildcard: 'F*E' } }] } }, false],
    ['a number equal', { detail: { count: [{ numeric: ['=', 3] }] } }, true],
    ['a number above', { detail: { count: [{ numeric: ['>', 3] }] } }, false],
    ['a number at least', { detail: { count: [{ numeric: ['>=', 3] }] } }, true],
    ['a number below', { detail: { count: [{ numeric: ['<', 3] }] } }, false],
    ['a number between', { detail: { count: [{ numeric: ['>', 0, '<=', 3] }] } }, true],
    ['a text as a number', { detail: { state: [{ numeric: ['>', 0] }] } }, false],
    ['an existing field', { detail: { state: [{ exists: true }] } }, true],
    ['a missing field', { detail: { missing: [{ exists: true }] } }, false],
    ['a field that must be missing', { detail: { missing: [{ exists: false }] } }, true],
    ['a field that must be missing and is there', { detail: { state: [{ exists: false }] } }, false],
    ['a missing field of a missing parent', { other: { missing: [{ exists: false }] } }, true],
    ['an object, which is no leaf', { detail: [{ exists: true }] }, false],
    ['a network', { detail: { ip: [{ cidr: '10.0.0.0/24' }] } }, true],
    ['another network', { detail: { ip: [{ cidr: '10.0.1.0/24' }] } }, false],
    ['a network of the other family', { detail: { ip: [{ cidr: '::/0' }] } }, false],
    ['a wildcard', { source: [{ wildcard: 'aws.*deploy' }] }, true],
    ['a wildcard with two stars', { source: [{ wildcard: '*.code*' }] }, true],
    ['a wildcard whose parts overlap', { detail: { state: [{ wildcard: 'FAILURE*E' }] } }, false],
    ['a name with dots', { 'detail.state': ['FAILURE'] }, true],
  ])('of %s', (_name, pattern, expected) => {
    expect(fits(pattern, event)).toBe(expected);
  });

  test('takes an escaped star for a star', () => {
    expect(fits({ a: [{ wildcard: 'x\\**' }] }, { a: 'x*y' })).toBe(true);
    expect(fits({ a: [{ wildcard: 'x\\**' }] }, { a: 'xy' })).toBe(false);
  });

  test('knows networks of long addresses', () => {
    expect(fits({ ip: [{ cidr: '2001:db8::/32' }] }, { ip: '2001:db8:1::7' })).toBe(true);
    expect(fits({ ip: [{ cidr: '2001:db8::/32' }] }, { ip: '2001:db9::7' })).toBe(false);
  });
});

describe('fields of one element', () => {
  const order = {
    lines: [
      { item: 'tea', count: 1 },
      { item: 'ink', count: 9 },
    ],
  };

  test('must fit together', () => {
    expect(fits({ lines: { item: ['ink'], count: [9] } }, order)).toBe(true);
    expect(fits({ lines: { item: ['tea'], count: [9] } }, order)).toBe(false);
  });

  test('are missing only where no element has them', () => {
    expect(fits({ lines: { item: [{ exists: false }] } }, order)).toBe(false);
    expect(fits({ lines: { item: [{ exists: false }] } }, { lines: [{ item: 'tea' }, {}] })).toBe(false);
    expect(fits({ lines: { price: [{ exists: false }] } }, order)).toBe(true);
  });

  test('are found in lists within lists', () => {
    expect(fits({ a: { b: [3] } }, { a: [[{ b: [[1, 3]] }]] })).toBe(true);
  });
});

describe('$or', () => {
  const pattern = { source: ['s'], $or: [{ a: [1] }, { b: { c: [{ exists: true }] } }] };

  test('needs one of its patterns, beside all other fields', () => {
    expect(fits(pattern, { source: 's', a: 1 })).toBe(true);
    expect(fits(pattern, { source: 's', b: { c: 0 } })).toBe(true);
    expect(fits(pattern, { source: 's', a: 2 })).toBe(false);
    expect(fits(pattern, { source: 't', a: 1 })).toBe(false);
  });

  test('is found at any depth', () => {
    expect(fits({ d: { $or: [{ a: [1] }, { b: [1] }] } }, { d: { b: 1 } })).toBe(true);
  });

  test('that lists texts is a field', () => {
    expect(fits({ $or: ['x'] }, { $or: 'x' })).toBe(true);
  });
});

describe('a pattern that is none', () => {
  // Recorded from AWS: the sentences, and the places they name.
  test.each([
    ['{"int": 42}', '"int" must be an object or an array', 11],
    ['{"string": "my-value"}', '"string" must be an object or an array', 13],
    ['{"resources": []}', 'Empty arrays are not allowed', 17],
    ['["not", "a", "dict", "but valid json"]', 'Filter is not an object', 2],
    ['{"key":[["value"]]}', 'Match value must be String, number, true, false, or null', 10],
    ['{"my_key": [{"EXISTS": true}]}', 'Unrecognized match type EXISTS', 28],
    ['{"detail": {"equal": [{"NUMERIC": ["=", 5]}]}}', 'Unrecognized match type NUMERIC', 36],
    ['{"key":[{"suffix":"value","prefix":"value2"}]}', 'Only one key allowed in match expression', 37],
    ['{"key":[{"suffix":100}]}', 'suffix match pattern must be a string', 22],
    ['{"key":[{"suffix":null}]}', 'suffix match pattern must be a string', 23],
    ['{"key":[{"suffix":["test"]}]}', 'suffix match pattern must be a string', 20],
    [
      '{"detail-type": [{"equals-ignore-case": {"prefix": "ec2"}}]}',
      'equals-ignore-case match pattern must be a string',
      42,
    ],
    ['{"EventBusArn": [{"wildcard": 123}]}', 'wildcard match pattern must be a string', 34],
    ['{"key":[{"exists":null}]}', 'exists match pattern must be either true or false.', 23],
    ['{"key":[{"exists":"no"}]}', 'exists match pattern must be either true or false.', 20],
    ['{"key":[{"numeric":[]}]}', 'Invalid member in numeric match: ]', 22],
    ['{"key":[{"numeric":["operator"]}]}', 'Unrecognized numeric range operator: operator', 32],
    ['{"key":[{"numeric":[1,"<="]}]}', 'Invalid member in numeric match: 1', 22],
    ['{"key":[{"numeric":["=","000"]}]}', 'Value of equals must be numeric', 26],
    ['{"key":[{"numeric":[">="]}]}', 'Value of >= must be numeric', 26],
    ['{"key":[{"numeric":["<",100,">",10]}]}', 'Too many elements in numeric expression', 30],
    ['{"key":[{"numeric":[">=",1,">",2]}]}', 'Bad numeric range operator: >', 31],
    ['{"key":[{"numeric":[">",3,"<",1]}]}', 'Bottom must be less than top', 33],
    ['{"key":[{"numeric":[">",20,"<="]}]}', 'Value of <= must be numeric', 33],
    ['{"key":[{"numeric":[">",20,30]}]}', 'Bad value in numeric range: 30', 30],
    ['{"key":[{"numeric":[">",20,"<",30,"<",50]}]}', 'Too many terms in numeric range expression', 36],
    [
      '{"detail": {"FileName": [{"anything-but": {"suffix": 123}}]}}',
      'prefix/suffix match pattern must be a string',
      57,
    ],
    [
      '{"detail": {"FileName": [{"anything-but": {"prefix": {"equals-ignore-case": "file"}}}]}}',
      'Value of anything-but must be an array or single string/number value.',
      55,
    ],
    [
      'this is valid json but not a dict',
      "Unrecognized token 'this': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
      5,
    ],
    ["{'bad': 'quotation'}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name", 2],
    [
      '{"not": closed mark"',
      "Unrecognized token 'closed': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
      15,
    ],
  ])('is refused in the words of AWS: %s', (text, reason, column) => {
    expect(refusal(text)).toBe(`${reason}\n at [Source: (String)"${text}"; line: 1, column: ${column}]`);
  });

  test('names a place in a list of excluded texts twice', () => {
    const text = '{"detail": {"state": [{"anything-but": {"prefix": [123, "test"]}}]}}';
    const place = `\n at [Source: (String)"${text}"; line: 1, column: 55]`;
    expect(refusal(text)).toBe(`prefix/suffix match pattern must be a string${place}${place}`);
  });

  test('names no place for a malformed network', () => {
    expect(refusal('{"ip": [{"cidr": "bad-filter"}]}')).toBe("Malformed CIDR, one '/' required");
  });

  test('counts lines', () => {
    expect(refusal('{\n  "a": 1\n}')).toContain('line: 2, column: 9]');
  });

  test.each(['', '{', '{"a"', '{"a":[1', '{"a":[1]} x', '{"a":["\\x"]}', '{"a":[01]}', '{}', '{"a":[{}]}', '{"a":{}}'])(
    'is refused however it breaks off: %j',
    (text) => {
      expect(refusal(text)).not.toBe('taken');
    },
  );

  test('is refused when it nests too deeply', () => {
    expect(refusal(`${'{"a":'.repeat(2000)}[1]${'}'.repeat(2000)}`)).toContain('nesting depth');
  });

  test('names the second of two stars', () => {
    expect(refusal('{"a": [{"wildcard": "x**"}]}')).toContain('Consecutive wildcard characters at pos 1');
  });
});
