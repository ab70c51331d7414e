/**
 * What CloudFormation asks of a resource type: the contract of AWS's own resource handlers.
 *
 * One *act* (create, update or delete one resource) is one call or many. A handler that cannot end
 * at once answers `in-progress`; what it answered is saved, and it is called again with it, also
 * after a crash. So a handler keeps nothing in memory, never waits for long, and may be called again
 * with the same request when a crash came between its deed and the saving of its answer.
 */
import type { RequestContext } from '../../aws/caller.ts';
import type { JsonObject } from '../../template/json.ts';

export type Properties = JsonObject;

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** Another physical resource of the stack: of another logical ID, or one that this act takes the place of. */
export interface PeerResource {
  readonly logicalId: string;
  readonly physicalId: string;
}

/** What all acts are told. */
export interface ResourceRequest {
  readonly owner: { readonly region: string; readonly account: string };
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  /** As the template has it: `Custom::Anything` for custom resources. */
  readonly typeName: string;
  /**
   * Names the act: a UUID that is the same over all its calls, and that no other act has. Names and
   * idempotency tokens that are derived from it make a repeated call harmless.
   */
  readonly requestToken: string;
  /** With no intrinsic function left in them. */
  readonly properties: Properties;
  /** Of the stack, for types that can be tagged. */
  readonly stackTags: readonly Tag[];
  /** The role that the stack acts by, where it has one. */
  readonly roleArn?: string;
  /** What the type's last answer to this act said; absent in its first call. */
  readonly callbackContext?: JsonObject;
  /** The physical resources of the same type that the rest of the stack has, those under way included. */
  readonly peers: readonly PeerResource[];
  /** The act undoes what an operation did that failed: it is to be quick, and to succeed. */
  readonly isRollback: boolean;
  /** To be handed on in every call to another service. Its `requestId` is the act's token. */
  readonly call: RequestContext;
}

export interface CreateRequest extends ResourceRequest {
  /** What an earlier answer to this act has told. */
  readonly physicalId?: string;
}

export interface UpdateRequest extends ResourceRequest {
  readonly physicalId: string;
  readonly previousProperties: Properties;
  readonly previousStackTags: readonly Tag[];
  /** The attribute `UpdatePolicy`, resolved. */
  readonly updatePolicy?: JsonObject;
  /** As the act that made or last changed the resource told them. */
  readonly attributes: JsonObject;
}

/** `properties` are those that the resource has. */
export interface DeleteRequest extends ResourceRequest {
  readonly physicalId: string;
  readonly attributes: JsonObject;
}

/** The codes by which AWS's handlers tell failures apart; they stand in stack events. */
export type HandlerErrorCode =
  | 'AccessDenied'
  | 'AlreadyExists'
  | 'GeneralServiceException'
  | 'InternalFailure'
  | 'InvalidRequest'
  | 'NotFound'
  | 'NotStabilized'
  | 'NotUpdatable'
  | 'ResourceConflict'
  | 'ServiceLimitExceeded'
  | 'Throttling';

export type Progress =
  | {
      readonly kind: 'done';
      /**
       * From `update`, another one than before means that the resource was replaced: the old one is
       * deleted once the stack's operation has succeeded.
       */
      readonly physicalId: string;
      /** What `Fn::GetAtt` answers, by the attribute's name (`Endpoint.Address` is one name). */
      readonly attributes: JsonObject;
      /** Stands as the reason in the event of completion. */
      readonly note?: string;
    }
  | {
      readonly kind: 'in-progress';
      /** As soon as it is known, so that a creation that fails later can be undone. */
      readonly physicalId?: string;
      readonly callbackContext: JsonObject;
      /** How long to wait before the next call, on the clock. */
      readonly delayMs: number;
      /** Becomes the reason of a stack event, once: say it in one answer only. */
      readonly note?: string;
    }
  | {
      readonly kind: 'failed';
      /** Stands in the event in AWS's frame: `Resource handler returned message: "…" (RequestToken: …)`. */
      readonly message: string;
      readonly code: HandlerErrorCode;
      /** The message is the whole reason, without the frame: for the few types that AWS words itself. */
      readonly isVerbatim?: boolean;
      /** There: something was made all the same, and is to be deleted. */
      readonly physicalId?: string;
    };

/** Whether a change of a property makes a new physical resource. */
export type Replacement = 'Never' | 'Conditionally' | 'Always';

/**
 * A resource type. A handler may throw: an `ApiError` of the service that it called fails the act
 * with AWS's words (throttling is tried again); anything else is tried again, and fails the act at
 * last. What a service says of a resource that is not there ends a deletion well.
 */
export interface ResourceType {
  /** As `AWS::SNS::Topic`. */
  readonly typeName: string;
  /** The service as AWS's messages name it: `Sns` in `(Service: Sns, Status Code: 400, …)`. */
  readonly serviceName: string;
  /** Whether a change of the stack's tags is a change of the resource. */
  readonly isTaggable?: boolean;
  /** An inert type is recorded, and answers `Ref` and `Fn::GetAtt`; there is nothing behind it. */
  readonly isInert?: boolean;
  /** Of a type that makes some resources and records others: whether the template asks for one of the latter. */
  recordsOnly?(properties: Properties): boolean;
  /**
   * For the path of a property: names with points between, as `VpcConfig.SubnetIds`; within lists,
   * that of the list.
   */
  replacementOf(propertyPath: string): Replacement;
  /** Decides where `replacementOf` says `Conditionally`. Left out: it is no replacement. */
  mustReplace?(previous: Properties, next: Properties): boolean;
  create(request: CreateRequest): Promise<Progress>;
  /** Left out: every change makes a new resource, whatever `replacementOf` says. */
  update?(request: UpdateRequest): Promise<Progress>;
  delete(request: DeleteRequest): Promise<Progress>;
  /**
   * Ends a change under way that is no longer wanted: another resource failed, or the user cancelled
   * the update. `callbackContext` is the act's; answers as the act itself does, and `failed` or `done`
   * when nothing is under way any more. Left out: the act is just not called again.
   */
  cancel?(request: UpdateRequest): Promise<Progress>;
  /** What `Ref` answers. Left out: the physical ID. */
  refOf?(physicalId: string, attributes: JsonObject): string;
  /** The names that `Fn::GetAtt` takes, where they are known; any other is refused as AWS does. */
  readonly attributeNames?: readonly string[];
}
