/** Names and runtimes that cannot be, in every form that clients write them. */
import { expect, test } from 'vitest';
import type { Refusal } from './signed-request.ts';
import { resident, type TargetServer } from './server.ts';

const inName = String.raw`(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`;
const inNewName = String.raw`(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?`;
const inQualifier = String.raw`\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+`;

const violated = (value: string, member: string, rule: string): string =>
  `Value '${value}' at '${member}' failed to satisfy constraint: Member must ${rule}`;
const matching = (pattern: string): string => `satisfy regular expression pattern: ${pattern}`;
const atMost = (length: number): string => `have length less than or equal to ${length}`;

function validation(...items: readonly string[]): Refusal {
  const errors = items.length === 1 ? 'error' : 'errors';
  return {
    status: 400,
    code: 'ValidationException',
    message: `${items.length} validation ${errors} detected: ${items.join('; ')}`,
  };
}
const invalid = (message: string): Refusal => ({ status: 400, code: 'InvalidParameterValueException', message });
const missing = (message: string): Refusal => ({ status: 404, code: 'ResourceNotFoundException', message });

const arn = (name: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
const long = (length: number): string => 'a'.repeat(length);
const longArn = `arn:aws:lambda:nowhere:000000000000:function:${long(140)}`;

/** Names that are none, however they are used. */
const noNames: Readonly<Record<string, string>> = {
  'with characters that no name has': 'bad!name',
  'with a blank': 'bad name',
  'with a slash': 'bad/name',
  'with a NUL': 'bad\0name',
  'with a line break': 'bad\nname',
  'with a letter beyond ASCII': 'fünction',
  'that is half a character': '\ud800',
  "of another service's ARN": 'arn:aws:s3:us-east-1:000000000000:function:fn',
  'of an ARN without a region': 'arn:aws:lambda::000000000000:function:fn',
  'of an ARN with a region that is none': 'arn:aws:lambda:nowhere:000000000000:function:fn',
  'of an ARN with an account that is none': 'arn:aws:lambda:us-east-1:0000@0000000:function:fn',
  'with a qualifier cut short': 'fn:$LATES',
  'with two qualifiers': 'fn:1:2',
  'with something behind its qualifier': 'function:fn:$LATEST:extra',
  'of nothing but a colon': ':',
};

const suffixOf = { Get: '', Invoke: ':$LATEST', Delete: '' } as const;
type Existing = keyof typeof suffixOf;

export function describeNames(server: () => TargetServer): void {
  const use = (operation: Existing, name: string, qualifier?: string): Promise<Refusal> => {
    const path = `/2015-03-31/functions/${encodeName(name)}${operation === 'Invoke' ? '/invocations' : ''}`;
    const query = qualifier === undefined ? '' : `Qualifier=${encodeName(qualifier)}`;
    const method = { Get: 'GET', Invoke: 'POST', Delete: 'DELETE' }[operation];
    return server().refusal({ service: 'lambda', method, path, query, ...(operation === 'Invoke' && { body: '{}' }) });
  };
  const make = (FunctionName: string, more: object = {}): Promise<Refusal> =>
    createFunction(server(), FunctionName, more);
  const everyUse = Object.keys(suffixOf) as Existing[];

  for (const [what, name] of Object.entries(noNames)) {
    test(`a name ${what} is refused by all that take one`, async () => {
      // Half a character cannot be sent in UTF-8: what stands for it arrives.
      const sent = name.toWellFormed();
      for (const operation of everyUse) {
        expect(await use(operation, sent), operation).toEqual(
          validation(violated(sent, 'functionName', matching(inName))),
        );
      }
      expect(await make(sent)).toEqual(validation(violated(sent, 'functionName', matching(inNewName))));
    });
  }

  test.each(everyUse)('%s refuses qualifiers that are none', async (operation) => {
    for (const qualifier of ['bad!', 'bad qualifier', 'a:b', 'x/y'])
      expect(await use(operation, 'fn', qualifier)).toEqual(
        validation(violated(qualifier, 'qualifier', matching(inQualifier))),
      );
    expect(await use(operation, 'fn', long(129))).toEqual(validation(violated(long(129), 'qualifier', atMost(128))));
    expect(await use(operation, longArn, long(129))).toEqual(
      validation(violated(long(129), 'qualifier', atMost(128)), violated(longArn, 'functionName', matching(inName))),
    );
    expect(await use(operation, 'fn:$LATEST', '1')).toEqual(
      invalid('The derived qualifier from the function name does not match the specified qualifier.'),
    );
  });

  test.each(everyUse)('%s does not find what is not there', async (operation) => {
    const suffix = suffixOf[operation];
    for (const name of ['nobody', long(65), 'function'])
      expect(await use(operation, name)).toEqual(missing(`Function not found: ${arn(name)}${suffix}`));
    expect(await use(operation, arn('function').replace(/:function$/, ''))).toEqual(
      missing(`Function not found: ${arn('function')}${suffix}`),
    );
    expect(await use(operation, 'fn', '$latest')).toEqual(
      missing(`Function not found: ${arn('fn')}${operation === 'Delete' ? '' : ':$latest'}`),
    );
    expect(await use(operation, 'fn', long(65))).toEqual(
      operation === 'Delete'
        ? invalid('Deletion of aliases is not currently supported.')
        : missing(`Function not found: ${arn('fn')}:${long(65)}`),
    );
    expect(await use(operation, arn('fn').replace('us-east-1', 'eu-west-1'))).toEqual(
      missing(`Functions from 'eu-west-1' are not reachable in this region ('us-east-1')`),
    );
    expect(await use(operation, arn('fn').replace('000000000000', '111111111111'))).toMatchObject({
      status: 403,
      code: 'AccessDeniedException',
    });
  });

  test('CreateFunction refuses names with a qualifier, and names that are too long', async () => {
    for (const name of ['fn:$LATEST', 'fn:1', 'fn:invalid!'])
      expect(await make(name)).toEqual(validation(violated(name, 'functionName', matching(inNewName))));
    expect(await make(long(65))).toEqual(
      invalid(`1 validation error detected: ${violated(long(65), 'functionName', atMost(64))}`),
    );
    expect(await make(`fn:${long(140)}`)).toEqual(validation(violated(`fn:${long(140)}`, 'functionName', atMost(140))));
    expect(await make(longArn)).toEqual(
      validation(
        violated(longArn, 'functionName', atMost(140)),
        violated(longArn, 'functionName', matching(inNewName)),
      ),
    );
  });

  test('CreateFunction refuses runtimes that are unknown, and those that are no more', async () => {
    const known =
      'nodejs20.x, python3.14, provided.al2023, python3.12, python3.13, nodejs24.x, nodejs22.x, java25, python3.10, python3.11, java21, ruby3.3, ruby3.4, ruby3.2, python3.8, python3.9, java17, nodejs16.x, dotnet10, dotnet8, java11, dotnet6, nodejs18.x, provided.al2, java8.al2';
    for (const Runtime of ['non-existent-runtime', 'Python3.12', 'nodejs99.x', '', '__proto__', 'constructor'])
      expect(await make('fn', { Runtime })).toEqual(
        invalid(
          `Value ${Runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${known}] or be a valid ARN`,
        ),
      );
    for (const Runtime of [
      'dotnetcore3.1',
      'go1.x',
      'java8',
      'nodejs12.x',
      'nodejs14.x',
      'provided',
      'python3.7',
      'ruby2.7',
    ])
      expect(await make('fn', { Runtime })).toEqual(
        invalid(
          `The runtime parameter of ${Runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
        ),
      );
  });

  test('CreateFunction refuses a role that is none', async () => {
    const pattern = String.raw`arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+`;
    for (const Role of ['r1', 'arn:aws:iam::1:role/x', `arn:aws:iam::000000000000:role/${'!'.repeat(5)}`])
      expect(await make('fn', { Role })).toEqual(validation(violated(Role, 'role', matching(pattern))));
  });

  test('the function that is there is not among the refused', async () => {
    const answer = await server().call({ service: 'lambda', method: 'GET', path: `/2015-03-31/functions/${resident}` });
    expect(answer.status).toBe(200);
  });
}

/** As RFC 3986 has it, which is what a signature covers. */
const encodeName = (text: string): string => encodeURIComponent(text).replaceAll('!', '%21');

export function createFunction(server: TargetServer, FunctionName: string, more: object = {}): Promise<Refusal> {
  const input = {
    FunctionName,
    Role: server.roleArn,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: Buffer.from('no zip').toString('base64') },
    ...more,
  };
  return server.refusal({
    service: 'lambda',
    method: 'POST',
    path: '/2015-03-31/functions',
    body: JSON.stringify(input),
  });
}
