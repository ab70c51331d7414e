import { parseTemplate } from '../../../src/template/parse-template.ts';
import type { JsonObject } from '../../../src/template/json.ts';

/** The tree of a template that can be read. */
export function readTemplateText(text: string): JsonObject {
  const parsed = parseTemplate(text);
  if (parsed.kind === 'refusal') throw new Error(parsed.message);
  return parsed.tree;
}
