/**
 * An AWS service as data: what `scripts/generate-api.ts` wrote, brought back to the schemas that
 * Smithy's codecs read. The data of a service is loaded at its first request.
 */
import type { RequestContext } from '../aws/caller.ts';
import type { ResponseBody } from '../aws/wire.ts';
import { createServiceApi, type ServiceApi, type ServiceData, type ServiceIdentity } from './service-api.ts';

/** Members that the SDK types as streams, and that Serin hands over whole. */
type StreamedMember = 'Body';

/** Members that the SDK takes in many forms and gives back with methods of its own: here they are bytes. */
type BlobMember = 'Payload' | 'InvokeArgs' | 'body';

/** A member of such a name may be a text all the same: API Gateway's are both. */
type Bytes<Member> = [Member] extends [string | undefined] ? Member : Uint8Array | undefined;

/** An operation's input as a handler gets it: the SDK's request, with bodies as bytes. */
export type Input<T> = {
  [Name in keyof T]: Name extends StreamedMember | BlobMember ? Bytes<T[Name]> : T[Name];
};

/** An operation's output as a handler returns it: AWS's response without the SDK's metadata. */
export type Output<T> = { [Name in keyof Omit<T, '$metadata'>]: OutputMember<Name, Omit<T, '$metadata'>[Name]> };

type OutputMember<Name, Member> = Name extends StreamedMember
  ? ResponseBody | undefined
  : Name extends BlobMember
    ? Bytes<Member>
    : Member;

/** What does an operation: takes the decoded input, returns the output or throws `ApiError`. */
export type Handler<Operation> = Operation extends { input: infer In; output: infer Out }
  ? (input: In, request: RequestContext) => Promise<Out>
  : never;

/** The operations that a service serves; one that is absent answers `NotImplemented`. */
export type Handlers<Ops> = { readonly [Name in keyof Ops]?: Handler<Ops[Name]> };

/** A service as its peers in the process see it: the same operations that any client has. */
export type Client<Ops> = { readonly [Name in keyof Ops]: Handler<Ops[Name]> };

export interface Service<Ops> extends ServiceIdentity {
  /** The operations and shapes. Loaded once; later calls return the same. */
  load(): Promise<ServiceApi>;
  /** Only the type checker looks at it. */
  readonly operations?: Ops;
}

export function defineService<Ops>(
  identity: ServiceIdentity,
  importData: () => Promise<{ default: unknown }>,
): Service<Ops> {
  let loaded: Promise<ServiceApi> | undefined;
  return {
    ...identity,
    load() {
      // The file is generated beside the types that describe it, and `check` proves both fresh.
      loaded ??= importData().then(({ default: data }) => createServiceApi(identity, data as ServiceData));
      return loaded;
    },
  };
}
