import type { Documents } from '../../storage/documents.ts';
import { readAll } from '../../storage/read-all.ts';
import type { LayerVersionRecord } from './resources/attachments.ts';
import type { FunctionRecord, FunctionSettings, VersionRecord } from './resources/function.ts';
import { lambdaPrefix, parseKey } from './resources/keys.ts';

/** Adds the blobs that Lambda still needs to the set: code of functions and versions, and layers. */
export async function collectReferencedBlobs(documents: Documents, blobs: Set<string>): Promise<void> {
  for await (const { key, value } of readAll(documents, lambdaPrefix)) {
    for (const blob of blobsOf(parseKey(key)?.kind, value)) blobs.add(blob);
  }
}

function blobsOf(kind: string | undefined, value: unknown): readonly string[] {
  // Only this service writes below these keys, each kind of record under its own.
  switch (kind ?? '') {
    case 'function': {
      const { settings, lastUpdate } = value as FunctionRecord;
      const coming = lastUpdate?.phase === 'in-progress' ? settingsBlobs(lastUpdate.settings) : [];
      return [...settingsBlobs(settings), ...coming];
    }
    case 'version':
      return settingsBlobs((value as VersionRecord).settings);
    case 'layer-version':
      return [(value as LayerVersionRecord).content.blob];
    default:
      return [];
  }
}

function settingsBlobs({ code, layers }: FunctionSettings): readonly string[] {
  return [code.blob, ...layers.map((layer) => layer.blob)];
}
