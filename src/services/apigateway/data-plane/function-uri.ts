/** Which function an integration or an authorizer names, and text with stage variables in it. */

// `arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function's ARN}/invocations`
const addressForm = /^arn:[^:]+:apigateway:[^:]*:lambda:path\/(?:\/)?2015-03-31\/functions\/(.+)\/invocations$/;
const functionForm = /^arn:[^:]+:lambda:[^:]*:\d{12}:function:[^:]+(?::[^:]+)?$/;

/** The ARN of the function, its qualifier included; `undefined`: the text names none. */
export function parseFunctionUri(uri: string): string | undefined {
  const arn = addressForm.exec(uri)?.[1] ?? uri;
  return functionForm.test(arn) ? arn : undefined;
}

/** What is not set stays out of the text, as on AWS. */
export function fillStageVariables(text: string, variables: Readonly<Record<string, string>>): string {
  if (!text.includes('stageVariables')) return text;
  return text.replaceAll(/\$\{stageVariables\.([A-Za-z0-9_]+)\}/g, (_, name: string) => variables[name] ?? '');
}
