import { invariant } from '../../invariant.ts';
import type { CloudformationContext } from './context.ts';
import { readExports } from './exports.ts';
import { templateKey } from './resources/keys.ts';
import type { StackRecord, StackSettings } from './resources/stack.ts';
import type { StoredTemplate } from './resources/stored-template.ts';
import { StackTemplate } from './stack-template.ts';

/** The template of settings that were taken: it was found to be right then. */
export async function openStackTemplate(
  { store, types }: Pick<CloudformationContext, 'store' | 'types'>,
  stack: StackRecord,
  settings: StackSettings,
): Promise<StackTemplate> {
  const stored = await store.documents.get<StoredTemplate>(templateKey(stack, settings.templateId));
  invariant(stored !== undefined, 'the template of a stack is stored with it');
  const exports = new Map((await readExports(store.documents, stack)).map(({ name, value }) => [name, value]));
  const template = StackTemplate.open({ stack, settings, stored: stored.value, types, exports });
  invariant(template instanceof StackTemplate, 'a template that was taken can be read again');
  return template;
}
