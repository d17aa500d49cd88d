export type LogFormat = 'Text' | 'JSON';

/** A Lambda function as a template declares it, with its code on this machine. */
export interface FunctionModel {
  readonly logicalId: string;
  readonly stack: string;
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  /** Of the role that it runs with; absent only where a template names none. */
  readonly roleArn?: string;
  /** Absolute; the directory that Lambda would unpack as `/var/task`. */
  readonly codeDirectory: string;
  /** `file.export`, for example `index.handler`. */
  readonly handler: string;
  /** For example `nodejs24.x`. */
  readonly runtime: string;
  readonly environment: Readonly<Record<string, string>>;
  /** 1–900 s, 3 where the template says nothing. */
  readonly timeoutSeconds: number;
  /** 128–10,240 MB, 128 where the template says nothing; told to the function, not enforced. */
  readonly memoryMb: number;
  readonly logGroupName: string;
  /** How `console` calls are written. */
  readonly logFormat: LogFormat;
  /** Most concurrent executions; 0 refuses every invocation. */
  readonly reservedConcurrency?: number;
}
