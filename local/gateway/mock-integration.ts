import type { Exchange } from './exchange';
import type { MockIntegration } from './model';
import type { OutgoingResponse } from './outgoing-response';

/** Answers with a MOCK integration's fixed values; it has no body and, unlike a function's answer, no trace id. */
export function answerMock(integration: MockIntegration, exchange: Exchange): OutgoingResponse {
  exchange.variables.setAll({
    integrationStatus: integration.statusCode,
    'integration.status': integration.statusCode,
  });
  return {
    status: integration.statusCode,
    headers: [
      ...Object.entries(integration.headers),
      ['x-amzn-RequestId', exchange.requestId],
      ['x-amz-apigw-id', exchange.extendedRequestId],
    ],
    body: Buffer.alloc(0),
  };
}
