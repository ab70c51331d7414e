import { dataStores } from './data-stores.ts';
import type { InertForms } from './forms.ts';
import { httpApis } from './http-apis.ts';
import { identities } from './identities.ts';
import { messages } from './messages.ts';
import { networks } from './networks.ts';
import { operations } from './operations.ts';

export interface InertForm {
  readonly physicalId: string;
  /** Of attributes, by their names. */
  readonly attributes: ReadonlyMap<string, string>;
}

const tables: readonly InertForms[] = [httpApis, messages, dataStores, networks, identities, operations];

const forms: ReadonlyMap<string, InertForm> = new Map(
  tables.flatMap((table) => Object.entries(table).map(([typeName, text]) => [typeName, parseForm(text)])),
);

/** `undefined`: the type's IDs and attributes are made by the patterns that AWS mostly follows. */
export const findForm = (typeName: string): InertForm | undefined => forms.get(typeName);

export const inertTypeNames: Iterable<string> = forms.keys();

function parseForm(text: string): InertForm {
  const [physicalId = '', attributes = ''] = text.split(' | ');
  const parts = attributes.split(' ').filter((part) => part !== '');
  return {
    physicalId,
    attributes: new Map(parts.map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)])),
  };
}
