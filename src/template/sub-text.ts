export type SubPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string };

/** The pieces of a text for `Fn::Sub`: `${Name}` is a variable, `${!Name}` stands for `${Name}` itself. */
export function substitutions(text: string): readonly SubPiece[] {
  const pieces: SubPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
    const inside = match[1] ?? '';
    pieces.push({ kind: 'text', text: text.slice(end, match.index) });
    if (inside.startsWith('!')) pieces.push({ kind: 'text', text: `\${${inside.slice(1)}}` });
    else pieces.push({ kind: 'variable', name: inside.trim() });
    end = match.index + match[0].length;
  }
  pieces.push({ kind: 'text', text: text.slice(end) });
  return pieces;
}

/** Whether a name may stand between the braces of a variable. */
export const isVariableName = (name: string): boolean => /^[A-Za-z0-9_.:]+$/.test(name);

export const badVariableName =
  'Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons';

/** A resource and its attribute, whose own name may hold dots. */
export function splitAttribute(text: string): readonly string[] {
  const dot = text.indexOf('.');
  return dot === -1 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}
