import type { LogsOperations } from '../../api/logs.ts';

export type LogsInput<Name extends keyof LogsOperations> = LogsOperations[Name]['input'];
export type LogsOutput<Name extends keyof LogsOperations> = LogsOperations[Name]['output'];
