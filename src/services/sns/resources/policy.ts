/** A topic's policy, as far as its statements are added and taken away. */
export interface PolicyDocument {
  readonly Statement: readonly PolicyStatement[];
  readonly [member: string]: unknown;
}

export type PolicyStatement = Readonly<Record<string, unknown>>;

/** Reads a policy that was checked when it was set. A single statement stands for a list of one. */
export function readPolicy(text: string): PolicyDocument {
  const policy: unknown = JSON.parse(text);
  const members = isObject(policy) ? policy : {};
  const statement = members['Statement'];
  const statements: readonly unknown[] = Array.isArray(statement) ? statement : [statement];
  return { ...members, Statement: statements.filter(isObject) };
}

function isObject(value: unknown): value is PolicyStatement {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
