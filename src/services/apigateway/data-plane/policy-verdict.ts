/** What the policy that a Lambda authorizer answers with says of one call. */
export type Verdict = 'allow' | 'deny';

/**
 * A statement that denies outweighs those that allow, and what none allows is denied. `undefined`:
 * this is no policy. A statement with conditions that cannot be held against a call allows nothing.
 */
export function judgePolicy(policy: unknown, resourceArn: string): Verdict | undefined {
  const statements = isObject(policy) ? list(policy['Statement']).filter(isObject) : [];
  if (statements.length === 0) return undefined;
  const matching = statements.filter(
    (statement) => covers(statement, 'Action', isInvoke) && covers(statement, 'Resource', fits(resourceArn)),
  );
  if (matching.some(({ Effect: effect }) => effect === 'Deny')) return 'deny';
  return matching.some(({ Effect: effect, Condition: condition }) => effect === 'Allow' && condition === undefined)
    ? 'allow'
    : 'deny';
}

type Statement = Readonly<Record<string, unknown>>;

function covers(statement: Statement, member: 'Action' | 'Resource', test: (text: string) => boolean): boolean {
  const texts = (value: unknown) => list(value).filter((item): item is string => typeof item === 'string');
  const excluded = statement[`Not${member}`];
  return excluded === undefined ? texts(statement[member]).some(test) : !texts(excluded).some(test);
}

const isInvoke = (action: string): boolean => wildcard(action, 'i').test('execute-api:Invoke');

const fits =
  (resourceArn: string) =>
  (pattern: string): boolean =>
    wildcard(pattern, '').test(resourceArn);

function wildcard(pattern: string, flags: string): RegExp {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, `s${flags}`);
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const isObject = (value: unknown): value is Statement =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
