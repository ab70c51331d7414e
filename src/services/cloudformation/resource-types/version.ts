import { parseFunctionText } from '../lambda-names.ts';
import { provision } from '../provisioned-concurrency.ts';
import { readText, requireKnown, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { CreateRequest, Progress, ResourceRequest, ResourceType } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 'lambda'>;
type Published = Awaited<ReturnType<Clients['lambda']['PublishVersion']>>;

const pollMs = 1000;

export function createVersionType(clients: Clients): ResourceType {
  const { lambda } = clients;
  return {
    typeName: 'AWS::Lambda::Version',
    serviceName: 'Lambda',
    attributeNames: ['Version', 'FunctionArn'],
    replacementOf: () => 'Always',
    create(request) {
      requireKnown(request.properties, ['CodeSha256', 'Description', 'FunctionName', 'ProvisionedConcurrencyConfig']);
      return createVersion(clients, request);
    },
    async delete(request) {
      const { physicalId, attributes, call } = request;
      const { functionName, qualifier } = parseFunctionText(physicalId);
      // What another resource of the stack has is not deleted under it.
      if (qualifier !== undefined && !isHeldElsewhere(physicalId, request))
        await lambda.DeleteFunction({ FunctionName: functionName, Qualifier: qualifier }, call);
      return { kind: 'done', physicalId, attributes };
    },
  };
}

/**
 * Publishes once, in a call that any crash may repeat. On AWS it is an error that the code is the last
 * published version's: here a version that the stack does not have any more, as a rolled back update
 * leaves it, is taken over, so that the same update can be tried again.
 */
async function createVersion(clients: Clients, request: CreateRequest): Promise<Progress> {
  const { lambda } = clients;
  const { properties, physicalId, callbackContext, call } = request;
  const FunctionName = requireText(properties, 'FunctionName');
  if (physicalId !== undefined) return settle(clients, physicalId, request);
  if (callbackContext === undefined)
    return {
      kind: 'in-progress',
      callbackContext: { newest: await newestVersion(clients, FunctionName, request) },
      delayMs: 0,
    };
  const CodeSha256 = readText(properties, 'CodeSha256');
  const Description = readText(properties, 'Description');
  const version = await lambda.PublishVersion(
    {
      FunctionName,
      ...(CodeSha256 !== undefined && { CodeSha256 }),
      ...(Description !== undefined && { Description }),
    },
    call,
  );
  const arn = version.FunctionArn ?? '';
  const wasThere = Number(version.Version) <= Number(callbackContext['newest']);
  if (wasThere && isHeldElsewhere(arn, request)) return alreadyPublished(version);
  return { kind: 'in-progress', physicalId: arn, callbackContext: { ...callbackContext }, delayMs: 0 };
}

/** Waits until the version can be called; of two resources that got one version, the first by name keeps it. */
async function settle(clients: Clients, arn: string, request: CreateRequest): Promise<Progress> {
  const { callbackContext = {}, peers, logicalId } = request;
  const { functionName, qualifier = '' } = parseFunctionText(arn);
  const target = { FunctionName: functionName, Qualifier: qualifier };
  const version = await clients.lambda.GetFunctionConfiguration(target, request.call);
  if (peers.some((peer) => peer.physicalId === arn && peer.logicalId < logicalId)) return alreadyPublished(version);
  const waiting: Progress = { kind: 'in-progress', physicalId: arn, callbackContext, delayMs: pollMs };
  if (version.State === 'Pending') return waiting;
  if (version.State === 'Failed') return unstable(arn, version.StateReason);
  const provisioning = await provision(clients, target, { request, previous: {} });
  if (provisioning === 'waiting') return waiting;
  if (provisioning !== 'ready') return unstable(arn, provisioning.failed);
  return {
    kind: 'done',
    physicalId: arn,
    attributes: { Version: qualifier, FunctionArn: arn },
  };
}

/** The number of the last version, 0 where there is none. */
async function newestVersion({ lambda }: Clients, FunctionName: string, { call }: ResourceRequest): Promise<number> {
  let newest = 0;
  let Marker: string | undefined;
  do {
    const page = await lambda.ListVersionsByFunction({ FunctionName, ...(Marker !== undefined && { Marker }) }, call);
    for (const { Version = '' } of page.Versions ?? [])
      if (/^\d+$/.test(Version)) newest = Math.max(newest, Number(Version));
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  return newest;
}

const isHeldElsewhere = (arn: string, { peers }: ResourceRequest): boolean =>
  peers.some(({ physicalId }) => physicalId === arn);

const alreadyPublished = ({ Version = '' }: Published): Progress => ({
  kind: 'failed',
  message: `A version for this Lambda function exists ( ${Version} ). Modify the function to create a new version.`,
  code: 'AlreadyExists',
});

const unstable = (arn: string, reason = 'it gave no reason'): Progress => ({
  kind: 'failed',
  physicalId: arn,
  message: `Resource of type 'AWS::Lambda::Version' with identifier '${arn}' did not stabilize. ${reason}`,
  code: 'NotStabilized',
});
