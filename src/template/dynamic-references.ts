/** Dynamic references: `{{resolve:ssm:/path}}` inside of a text stands for a value kept elsewhere. */

export interface DynamicReference {
  readonly service: 'ssm' | 'ssm-secure' | 'secretsmanager';
  /** What follows the service: for `ssm` a parameter's name, and its version after a colon. */
  readonly key: string;
  /** The whole of it, as it stands in the text. */
  readonly text: string;
}

const pattern = /\{\{resolve:(ssm|ssm-secure|secretsmanager):([^{}]+)\}\}/g;

export function dynamicReferencesIn(text: string): readonly DynamicReference[] {
  if (!text.includes('{{resolve:')) return [];
  return [...text.matchAll(pattern)].flatMap(([whole, service, key = '']) => {
    const isKnown = service === 'ssm' || service === 'ssm-secure' || service === 'secretsmanager';
    return isKnown ? [{ service, key, text: whole }] : [];
  });
}

/** The name and version of a parameter of SSM: `/path:3`, or `/path` for the latest one. */
export function ssmParameterOf({ key }: DynamicReference): { readonly name: string; readonly version?: number } {
  const versioned = /^(.+):(\d+)$/.exec(key);
  return versioned === null ? { name: key } : { name: versioned[1] ?? '', version: Number(versioned[2]) };
}
