import type { InertForms } from './forms.ts';

/** What carries messages, and what moves at them: queues, streams, buses, schedules, state machines. */
export const messages: InertForms = {
  'AWS::AmazonMQ::Broker': 'b-{uuid} | Id={ref} Arn={arn:mq}:broker:{BrokerName}:{ref}',
  'AWS::AmazonMQ::Configuration': 'c-{uuid} | Id={ref} Arn={arn:mq}:configuration:{ref} Revision=1',
  'AWS::Events::ApiDestination':
    '{Name:64} | Arn={arn:events}:api-destination/{ref}/{uuid} ArnForPolicy={arn:events}:api-destination/{ref}',
  'AWS::Events::Archive': '{ArchiveName:48} | Arn={arn:events}:archive/{ref} ArchiveName={ref}',
  'AWS::Events::Connection':
    '{Name:64} | Arn={arn:events}:connection/{ref}/{uuid#own} ArnForPolicy={arn:events}:connection/{ref} SecretArn={arn:secretsmanager}:secret:events!connection/{ref}/{uuid#secret}-{alnum6}',
  'AWS::Events::Endpoint':
    '{Name:64} | Arn={arn:events}:endpoint/{ref} EndpointId={lower10#id}.{lower3#id} EndpointUrl=https://{lower10#id}.{lower3#id}.endpoint.events.amazonaws.com State=ACTIVE',
  'AWS::Events::EventBus': '{Name:256} | Arn={arn:events}:event-bus/{ref} Name={ref}',
  'AWS::Events::EventBusPolicy': '{short}',
  'AWS::IoT::Policy': '{PolicyName} | Arn={arn:iot}:policy/{ref} Id={ref}',
  'AWS::IoT::Thing': '{ThingName} | Arn={arn:iot}:thing/{ref} Id={uuid}',
  'AWS::IoT::TopicRule': '{RuleName:128:word} | Arn={arn:iot}:rule/{ref}',
  'AWS::Kinesis::Stream': '{Name} | Arn={arn:kinesis}:stream/{ref}',
  'AWS::Kinesis::StreamConsumer':
    '{StreamARN}/consumer/{ConsumerName}:{digits10} | ConsumerARN={ref} ConsumerName={ConsumerName} ConsumerStatus=ACTIVE StreamARN={StreamARN}',
  'AWS::KinesisFirehose::DeliveryStream': '{DeliveryStreamName:64} | Arn={arn:firehose}:deliverystream/{ref}',
  'AWS::Lambda::CapacityProvider': '{CapacityProviderName:64} | Arn={arn:lambda}:capacity-provider:{ref} State=Active',
  'AWS::Lambda::CodeSigningConfig':
    '{arn:lambda}:code-signing-config:csc-{hex17} | CodeSigningConfigArn={ref} CodeSigningConfigId={tail}',
  'AWS::Lambda::EventSourceMapping': '{uuid} | Id={ref} EventSourceMappingArn={arn:lambda}:event-source-mapping:{ref}',
  'AWS::MSK::Cluster': '{arn:kafka}:cluster/{ClusterName:64}/{uuid}-1 | Arn={ref}',
  'AWS::MSK::Configuration': '{arn:kafka}:configuration/{Name}/{uuid}-1 | Arn={ref}',
  'AWS::MSK::ServerlessCluster': '{arn:kafka}:cluster/{ClusterName:64}/{uuid}-s1 | Arn={ref}',
  'AWS::Pipes::Pipe': '{Name:64} | Arn={arn:pipes}:pipe/{ref} CurrentState=RUNNING',
  'AWS::SQS::Queue':
    'https://sqs.{region}.amazonaws.com/{account}/{QueueName:80:queue} | Arn={arn:sqs}:{tail} QueueName={tail} QueueUrl={ref}',
  'AWS::SQS::QueueInlinePolicy': '{Queue}',
  'AWS::SQS::QueuePolicy': '{short} | Id={ref}',
  'AWS::Scheduler::Schedule': '{Name:64} | Arn={arn:scheduler}:schedule/{GroupName=default}/{ref}',
  'AWS::Scheduler::ScheduleGroup': '{Name:64} | Arn={arn:scheduler}:schedule-group/{ref} State=ACTIVE',
  'AWS::StepFunctions::Activity': '{arn:states}:activity:{Name:80} | Arn={ref} Name={tail}',
  'AWS::StepFunctions::StateMachine':
    '{arn:states}:stateMachine:{StateMachineName:80} | Arn={ref} Name={tail} StateMachineRevisionId={uuid}',
  'AWS::StepFunctions::StateMachineAlias': '{arn:states}:stateMachineAlias:{Name:80} | Arn={ref}',
  'AWS::StepFunctions::StateMachineVersion': '{StateMachineArn}:{digits3} | Arn={ref}',
};
