/**
 * From the stored records to the changes that the data plane routes by. A change is sent before the
 * write that made it resolves, so whoever got the answer to an UpdateAlias finds it in force.
 */
import type { VersionSpec } from '../../execution/execution-host.ts';
import type { Documents } from '../../storage/documents.ts';
import type { PackageFolders } from './package-folders.ts';
import { readAll } from '../../storage/read-all.ts';
import type { FunctionUrlRecord, ProvisionedConcurrencyRecord } from './resources/attachments.ts';
import { fingerprint } from './resources/fingerprint.ts';
import { functionArn } from './resources/function-reference.ts';
import type {
  AliasRecord,
  FunctionRecord,
  FunctionSettings,
  FunctionState,
  ResourcePolicy,
  VersionRecord,
} from './resources/function.ts';
import { lambdaPrefix, parseKey, type KeyParts } from './resources/keys.ts';
import { serviceGrants } from './resources/service-grants.ts';
import { letsAnyoneCallUrl } from './resources/url-access.ts';
import type { RoutingChange, VersionRoute } from './routing-change.ts';

/** Where a blob is unpacked; `undefined`: nowhere on this node. */
export type FindFolder = (blob: string) => string | undefined;

/** What runs as one version: `$LATEST` of a function, or a published version. */
interface Runnable {
  readonly region: string;
  readonly account: string;
  readonly functionName: string;
  readonly version: string;
  readonly generation: string;
  readonly state: FunctionState;
  readonly settings: FunctionSettings;
}

/** How calls of a version go; refused where its state is not active, or its folders are not there. */
export function versionRoute(version: Runnable, findFolder: FindFolder): VersionRoute {
  const { settings, state } = version;
  if (state.phase === 'pending') return { phase: 'unready', state: 'Pending' };
  const codePath = findFolder(settings.code.blob);
  const layerPaths = settings.layers.map((layer) => findFolder(layer.blob)).filter((path) => path !== undefined);
  if (state.phase === 'failed' || codePath === undefined || layerPaths.length < settings.layers.length)
    return { phase: 'unready', state: 'Failed' };
  return {
    phase: 'active',
    spec: versionSpec(version, codePath, layerPaths),
    ...(settings.deadLetterTargetArn !== undefined && { deadLetterTargetArn: settings.deadLetterTargetArn }),
  };
}

function versionSpec(version: Runnable, codePath: string, layerPaths: readonly string[]): VersionSpec {
  const { region, account, functionName, settings } = version;
  const arn = functionArn(version, functionName);
  const { applicationLogLevel, systemLogLevel, format, logGroup } = settings.logging;
  return {
    key: [arn, version.generation, version.version, fingerprint(settings)].join('|'),
    region,
    account,
    functionName,
    functionArn: arn,
    version: version.version,
    runtime: settings.runtime ?? '',
    handler: settings.handler ?? '',
    architecture: settings.architectures[0] ?? 'x86_64',
    codePath,
    layerPaths,
    environment: settings.environment ?? {},
    memoryMiB: settings.memoryMiB,
    timeoutMs: settings.timeoutSeconds * 1000,
    ephemeralStorageMiB: settings.ephemeralStorageMiB,
    roleArn: settings.role,
    logGroup,
    logFormat: format,
    ...(applicationLogLevel !== undefined && { applicationLogLevel }),
    ...(systemLogLevel !== undefined && { systemLogLevel }),
  };
}

/** What a record that is gone leaves to say; URLs are the projection's own, for a key does not tell their ID. */
export function describeRemoval({ owner, kind, name, qualifier = '' }: KeyParts): RoutingChange | undefined {
  const arn = functionArn(owner, name);
  switch (kind) {
    case 'function':
      return { kind: 'function-deleted', functionArn: arn };
    case 'version':
      return { kind: 'version-deleted', functionArn: arn, version: qualifier };
    case 'alias':
      return { kind: 'alias-deleted', functionArn: arn, alias: qualifier };
    case 'provisioned':
      return { kind: 'provisioned', functionArn: arn, qualifier, count: 0 };
    default:
      return undefined;
  }
}

/** `$LATEST` as it runs now: while an update is in progress still with the old settings. */
function latestOf(record: FunctionRecord): Runnable {
  return { ...record, functionName: record.name, version: '$LATEST' };
}

/**
 * Turns records into routing changes, one after the other. Keeps only what a single record cannot
 * tell: which URLs there are, and whose policies open them to everyone.
 */
export class RoutingProjection {
  readonly #findFolder: FindFolder;
  /** By the ARN that the URL calls: `$LATEST` included. */
  readonly #urls = new Map<string, FunctionUrlRecord>();
  readonly #open = new Set<string>();
  /** What services may invoke, by ARN. */
  readonly #granted = new Set<string>();

  constructor(findFolder: FindFolder) {
    this.#findFolder = findFolder;
  }

  /** The changes that follow from a document being so now; `undefined`: being gone. */
  apply(key: string, value: unknown): RoutingChange[] {
    const parts = parseKey(key);
    if (parts === undefined) return [];
    const arn = functionArn(parts.owner, parts.name);
    const target = functionArn(parts.owner, parts.name, parts.qualifier ?? '$LATEST');
    if (value === undefined) return this.#remove(parts, target);
    // Only this service writes below these keys, each kind of record under its own.
    switch (parts.kind) {
      case 'function':
        return this.#describeFunction(value as FunctionRecord, parts);
      case 'version': {
        const record = value as VersionRecord;
        return [
          { kind: 'version', functionArn: arn, version: record.version, route: versionRoute(record, this.#findFolder) },
          ...this.#grant(parts, record.policy),
        ];
      }
      case 'alias': {
        const record = value as AliasRecord;
        const route = { version: record.functionVersion, ...(record.additional && { additional: record.additional }) };
        return [
          { kind: 'alias', functionArn: arn, alias: record.name, route },
          ...this.#openOrClose(target, letsAnyoneCallUrl(record.policy), parts),
          ...this.#grant(parts, record.policy),
        ];
      }
      case 'provisioned': {
        const { qualifier, requested } = value as ProvisionedConcurrencyRecord;
        return [{ kind: 'provisioned', functionArn: arn, qualifier, count: requested }];
      }
      case 'url': {
        const replaced = this.#urls.get(target);
        this.#urls.set(target, value as FunctionUrlRecord);
        const isOther = replaced !== undefined && replaced.urlId !== this.#urls.get(target)?.urlId;
        return [
          ...(isOther ? [{ kind: 'url-deleted', urlId: replaced.urlId } as const] : []),
          ...this.#describeUrl(target, parts),
        ];
      }
      default:
        return [];
    }
  }

  #describeFunction(record: FunctionRecord, parts: KeyParts): RoutingChange[] {
    const { region, account, name, reservedConcurrency, policy } = record;
    const arn = functionArn(parts.owner, name);
    const route = {
      region,
      account,
      functionName: name,
      ...(reservedConcurrency !== undefined && { reservedConcurrency }),
    };
    return [
      { kind: 'function', functionArn: arn, route },
      {
        kind: 'version',
        functionArn: arn,
        version: '$LATEST',
        route: versionRoute(latestOf(record), this.#findFolder),
      },
      ...this.#openOrClose(functionArn(parts.owner, name, '$LATEST'), letsAnyoneCallUrl(policy), parts),
      ...this.#grant(parts, policy),
    ];
  }

  #remove(parts: KeyParts, target: string): RoutingChange[] {
    if (parts.kind === 'url') {
      const url = this.#urls.get(target);
      this.#urls.delete(target);
      return url === undefined ? [] : [{ kind: 'url-deleted', urlId: url.urlId }];
    }
    const removal = describeRemoval(parts);
    if (removal === undefined) return [];
    this.#granted.delete(functionArn(parts.owner, parts.name, parts.qualifier));
    const isTarget = parts.kind === 'function' || parts.kind === 'alias';
    return [...(isTarget ? this.#openOrClose(target, false, parts) : []), removal];
  }

  /** Told only where services may invoke, or could until now. */
  #grant({ owner, name, qualifier }: KeyParts, policy: ResourcePolicy | undefined): RoutingChange[] {
    const target = functionArn(owner, name, qualifier);
    const grants = serviceGrants(policy);
    if (grants.length > 0) this.#granted.add(target);
    else if (!this.#granted.delete(target)) return [];
    return [
      { kind: 'grants', functionArn: functionArn(owner, name), ...(qualifier !== undefined && { qualifier }), grants },
    ];
  }

  /** A policy decides whether a URL beside it answers unsigned calls: the URL changes with the policy. */
  #openOrClose(target: string, isOpen: boolean, parts: KeyParts): RoutingChange[] {
    if (this.#open.has(target) === isOpen) return [];
    if (isOpen) this.#open.add(target);
    else this.#open.delete(target);
    return this.#describeUrl(target, parts);
  }

  #describeUrl(target: string, { owner, name }: KeyParts): RoutingChange[] {
    const url = this.#urls.get(target);
    if (url === undefined) return [];
    const { urlId, qualifier, authType, invokeMode, cors } = url;
    const route = {
      functionArn: functionArn(owner, name),
      qualifier,
      authType,
      invokeMode,
      isPublic: this.#open.has(target),
      ...(cors && { cors }),
    };
    return [{ kind: 'url', urlId, route }];
  }
}

export interface RoutingSources {
  readonly documents: Documents;
  readonly packages: Pick<PackageFolders, 'find' | 'unpack'>;
}

/**
 * Sends all that is stored, then each committed change. Resolves once all of the former is sent.
 * `emit` must not throw.
 */
export async function startRoutingProjection(
  sources: RoutingSources,
  emit: (change: RoutingChange) => void,
): Promise<Disposable> {
  const feed = new ProjectionFeed(sources, emit);
  const subscription = sources.documents.watch(
    lambdaPrefix,
    ({ key, revision, value }) => void feed.take(key, revision, value),
  );
  try {
    for await (const { key, revision, value } of readAll(sources.documents, lambdaPrefix))
      await feed.take(key, revision, value);
    feed.listed();
  } catch (error) {
    subscription.cancel();
    throw error;
  }
  return { [Symbol.dispose]: () => subscription.cancel() };
}

/** Brings a listing and a change feed that overlap into one order, and waits for folders that are still to come. */
class ProjectionFeed {
  readonly #sources: RoutingSources;
  readonly #emit: (change: RoutingChange) => void;
  readonly #projection: RoutingProjection;
  readonly #revisions = new Map<string, number>();
  #isListing = true;

  constructor(sources: RoutingSources, emit: (change: RoutingChange) => void) {
    this.#sources = sources;
    this.#emit = emit;
    this.#projection = new RoutingProjection((blob) => sources.packages.find(blob));
  }

  /** Emits before it returns, unless code has to be unpacked on this node first. */
  take(key: string, revision: number, value: unknown): Promise<void> | undefined {
    if ((this.#revisions.get(key) ?? 0) >= revision) return undefined;
    // While the listing runs, a page that was read before a delete may come after it.
    if (value === undefined && !this.#isListing) this.#revisions.delete(key);
    else this.#revisions.set(key, revision);
    const missing = blobsToRun(key, value).filter((blob) => this.#sources.packages.find(blob) === undefined);
    if (missing.length === 0) this.#send(key, value);
    return missing.length === 0
      ? undefined
      : this.#unpack(missing).then(() => this.#sendUnlessReplaced(key, revision, value));
  }

  /** From now on there is nothing but the change feed. */
  listed(): void {
    this.#isListing = false;
  }

  /** Another node wrote the record, or this one starts anew on an empty disk. */
  async #unpack(blobs: readonly string[]): Promise<void> {
    // A version whose code cannot be had is sent as one that has failed.
    await Promise.allSettled(blobs.map((blob) => this.#sources.packages.unpack(blob)));
  }

  #sendUnlessReplaced(key: string, revision: number, value: unknown): void {
    if (this.#revisions.get(key) === revision) this.#send(key, value);
  }

  #send(key: string, value: unknown): void {
    for (const change of this.#projection.apply(key, value)) this.#emit(change);
  }
}

/** What has to be unpacked before calls of the record can run. */
function blobsToRun(key: string, value: unknown): string[] {
  const kind = parseKey(key)?.kind;
  if (value === undefined || (kind !== 'function' && kind !== 'version')) return [];
  const { settings, state } = value as FunctionRecord | VersionRecord;
  return state.phase === 'active' ? [settings.code.blob, ...settings.layers.map((layer) => layer.blob)] : [];
}
