import type { PolicyStatement, ResourcePolicy } from './function.ts';

/** Whether a resource policy lets anyone at all call the function's URL, without a signature. */
export function letsAnyoneCallUrl(policy: ResourcePolicy | undefined): boolean {
  return (
    policy?.statements.some(
      (statement) => isForAll(statement.Principal) && allowsUrl(statement.Action) && isForOpenUrls(statement),
    ) ?? false
  );
}

function isForAll(principal: unknown): boolean {
  if (principal === '*') return true;
  return typeof principal === 'object' && principal !== null && 'AWS' in principal && principal.AWS === '*';
}

const allowsUrl = (action: string): boolean => ['lambda:InvokeFunctionUrl', 'lambda:*', '*'].includes(action);

/** A condition other than on the URL's auth type asks for more than an unsigned call can show. */
function isForOpenUrls({ Condition: condition }: PolicyStatement): boolean {
  if (condition === undefined) return true;
  return Object.entries(condition).every(([operator, tests]) =>
    Object.entries(tests).every(
      ([key, value]) => operator === 'StringEquals' && key === 'lambda:FunctionUrlAuthType' && value === 'NONE',
    ),
  );
}
