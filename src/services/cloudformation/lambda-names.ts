/** What an ARN of Lambda's names: `arn:aws:lambda:<region>:<account>:function:<name>[:<qualifier>]`. */
export interface FunctionParts {
  readonly functionName: string;
  readonly qualifier: string | undefined;
}

/** Of a name, a partial or a whole ARN. */
export function parseFunctionText(text: string): FunctionParts {
  const parts = text.split(':');
  const at = parts.indexOf('function');
  const [functionName = text, qualifier] = at < 0 ? parts.slice(parts.length > 2 ? 1 : 0) : parts.slice(at + 1);
  return { functionName, qualifier };
}
