/** Whether a name is one that AWS takes for a parameter, a resource, an output. */
export const isAlphanumeric = (name: string): boolean => /^[A-Za-z0-9]{1,255}$/.test(name);

/** Whether a name is that of a loop which a transform writes out. */
export function isLoop(name: string, transforms: readonly string[]): boolean {
  return name.startsWith('Fn::ForEach::') && transforms.includes('AWS::LanguageExtensions');
}
