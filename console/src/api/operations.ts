/** The operations that the console calls, with the types of AWS's SDK as JSON carries them. */
import type { ApigatewayOperations } from '../../../src/api/apigateway.ts';
import type { CloudformationOperations } from '../../../src/api/cloudformation.ts';
import type { CloudwatchOperations } from '../../../src/api/cloudwatch.ts';
import type { CodedeployOperations } from '../../../src/api/codedeploy.ts';
import type { LambdaOperations } from '../../../src/api/lambda.ts';
import type { LogsOperations } from '../../../src/api/logs.ts';
import type { SerinOperations } from './serin-operations.ts';

/** A moment is a number of seconds since 1970, a blob is base64 text. */
export type OnTheWire<T> = T extends Date
  ? number
  : T extends Uint8Array
    ? string
    : T extends readonly (infer Item)[]
      ? readonly OnTheWire<Item>[]
      : T extends object
        ? { readonly [Name in keyof T]: OnTheWire<T[Name]> }
        : T;

export interface Services {
  readonly lambda: LambdaOperations;
  readonly cloudwatch: CloudwatchOperations;
  readonly codedeploy: CodedeployOperations;
  readonly cloudformation: CloudformationOperations;
  readonly logs: LogsOperations;
  readonly apigateway: ApigatewayOperations;
  readonly serin: SerinOperations;
}

interface Operation {
  readonly input: unknown;
  readonly output: unknown;
}

export type InputOf<T> = T extends Operation ? OnTheWire<T['input']> : never;
export type OutputOf<T> = T extends Operation ? OnTheWire<T['output']> : never;

/** The output of an operation, by its names: `Answer<'lambda', 'GetAlias'>`. */
export type Answer<Service extends keyof Services, Name extends keyof Services[Service]> = OutputOf<
  Services[Service][Name]
>;
