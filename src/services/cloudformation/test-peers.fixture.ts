/** For tests: what CloudFormation asks others for, as tests set it. */
import { ApiError } from '../../aws/api-error.ts';
import type { CloudformationDependencies } from './context.ts';

/** What a function is asked for a custom resource. */
export interface CustomRequest {
  readonly RequestType: string;
  readonly ResponseURL: string;
  readonly [name: string]: unknown;
}

export class TestPeers {
  /** Templates in buckets, by `bucket/key`. */
  readonly objects = new Map<string, string>();
  /** Parameters in SSM; those whose values are lists of texts are such there. */
  readonly parameters = new Map<string, string | readonly string[]>();
  /** What functions were asked. */
  readonly invocations: CustomRequest[] = [];
  /** What topics were told. */
  readonly messages: string[] = [];
  /** What the event bus was told. */
  readonly busEvents: { readonly type: string; readonly detail: Readonly<Record<string, unknown>> }[] = [];
  readonly alarms = new Map<string, 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'>();

  get clients(): Pick<CloudformationDependencies, 'functions' | 'sns' | 'events' | 's3' | 'cloudwatch' | 'ssm'> {
    const { objects, parameters, invocations, alarms, messages, busEvents } = this;
    return {
      functions: {
        async Invoke({ Payload }) {
          invocations.push(JSON.parse(Buffer.from(Payload ?? []).toString()));
          return { StatusCode: 202 };
        },
      },
      sns: {
        async Publish({ Message = '' }) {
          messages.push(Message);
          return {};
        },
      },
      events: {
        async PutEvents({ Entries = [] }) {
          for (const { DetailType: type = '', Detail = '' } of Entries)
            busEvents.push({ type, detail: JSON.parse(Detail) });
          return { FailedEntryCount: 0, Entries: [] };
        },
      },
      s3: {
        async GetObject({ Bucket, Key }) {
          const text = objects.get(`${Bucket}/${Key}`);
          if (text === undefined) throw new ApiError('NoSuchKey', 'The specified key does not exist.');
          return { Body: new TextEncoder().encode(text) };
        },
      },
      cloudwatch: {
        DescribeAlarms: async ({ AlarmNames = [] }) => ({
          MetricAlarms: AlarmNames.flatMap((AlarmName) => {
            const StateValue = alarms.get(AlarmName);
            return StateValue === undefined ? [] : [{ AlarmName, StateValue }];
          }),
        }),
      },
      ssm: {
        async GetParameter({ Name = '' }) {
          const value = parameters.get(Name);
          if (value === undefined) throw new ApiError('ParameterNotFound', '');
          if (typeof value !== 'string') return { Parameter: { Name, Type: 'StringList', Value: value.join(', ') } };
          return { Parameter: { Name, Type: value === 'secret' ? 'SecureString' : 'String', Value: value } };
        },
      },
    };
  }
}
