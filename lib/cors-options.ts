import type { Duration } from 'aws-cdk-lib';

/** Which web pages may call the proxy from a browser. */
export interface CorsOptions {
  /**
   * One origin such as `https://app.example.com`, or `*`. API Gateway's own answers are fixed text and cannot repeat
   * the caller's origin, so several cannot be served.
   */
  readonly allowOrigins: string[];
  /**
   * Request headers that pages may send.
   *
   * @default - Authorization, Content-Type and X-Api-Key
   */
  readonly allowHeaders?: string[];
  /**
   * Response headers that pages may read.
   *
   * @default - X-Request-Id and Retry-After
   */
  readonly exposeHeaders?: string[];
  /**
   * How long a browser may remember the answer: up to 24 hours, whole seconds.
   *
   * @default Duration.hours(1)
   */
  readonly maxAge?: Duration;
}
