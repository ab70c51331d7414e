import type { LogsOperations } from '../../api/logs.ts';
import type { Client } from '../../api/service.ts';
import type { SnsOperations } from '../../api/sns.ts';

/** The peers that resource types call, each with the operations that the types use. */
export interface ResourceClients {
  readonly sns: Pick<
    Client<SnsOperations>,
    | 'CreateTopic'
    | 'DeleteTopic'
    | 'GetTopicAttributes'
    | 'SetTopicAttributes'
    | 'TagResource'
    | 'UntagResource'
    | 'Subscribe'
    | 'Unsubscribe'
    | 'ListSubscriptionsByTopic'
  >;
  readonly logs: Pick<
    Client<LogsOperations>,
    | 'CreateLogGroup'
    | 'DeleteLogGroup'
    | 'DescribeLogGroups'
    | 'PutRetentionPolicy'
    | 'DeleteRetentionPolicy'
    | 'TagResource'
    | 'UntagResource'
  >;
}
