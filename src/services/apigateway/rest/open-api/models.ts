import type { ModelRecord } from '../resources/api-definition.ts';
import { type Node, nodeOf, textOf } from './document.ts';

/** The schemas of a document, each as a model. What one says of another becomes the model's address. */
export function importModels(document: Node, newId: () => string): Readonly<Record<string, ModelRecord>> {
  const schemas = nodeOf(document['definitions'] ?? nodeOf(document['components'])['schemas']);
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]): readonly [string, ModelRecord] => {
      const description = textOf(nodeOf(schema)['description']);
      return [
        name,
        {
          id: newId(),
          name,
          ...(description !== undefined && { description }),
          schema: JSON.stringify(schema),
          contentType: 'application/json',
        },
      ];
    }),
  );
}

/** The model that a schema points to. */
export function modelNameOf(schema: unknown): string | undefined {
  const reference = textOf(nodeOf(schema)['$ref']);
  return reference === undefined ? undefined : reference.slice(reference.lastIndexOf('/') + 1);
}
