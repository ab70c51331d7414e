/** Lambda alone writes moments as text: `2026-11-28T12:08:11.000+0000`. */
export function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  // Without a colon in the offset it is not the form that every browser reads.
  const ms = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(ms) ? undefined : ms / 1000;
}
