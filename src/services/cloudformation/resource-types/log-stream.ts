import { createNamedType } from '../named-type.ts';
import { physicalName } from '../physical-name.ts';
import { readText, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceRequest, ResourceType } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 'logs'>;

export function createLogStreamType({ logs }: Clients): ResourceType {
  const targetOf = (logStreamName: string, { properties }: ResourceRequest) => ({
    logGroupName: requireText(properties, 'LogGroupName'),
    logStreamName,
  });
  const exists = async (name: string, request: ResourceRequest): Promise<boolean> => {
    const { logGroupName } = targetOf(name, request);
    const found = await logs.DescribeLogStreams({ logGroupName, logStreamNamePrefix: name }, request.call);
    return (found.logStreams ?? []).some(({ logStreamName }) => logStreamName === name);
  };
  return createNamedType({
    typeName: 'AWS::Logs::LogStream',
    serviceName: 'CloudWatchLogs',
    attributeNames: [],
    properties: ['LogGroupName', 'LogStreamName'],
    idOf: (request) => readText(request.properties, 'LogStreamName') ?? physicalName(request, { lengthMax: 512 }),
    exists,
    async make(name, request) {
      if (!(await exists(name, request))) await logs.CreateLogStream(targetOf(name, request), request.call);
    },
    async remove(name, request) {
      await logs.DeleteLogStream(targetOf(name, request), request.call);
    },
    attributesOf: () => ({}),
  });
}
