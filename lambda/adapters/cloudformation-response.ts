import http from 'node:http';
import https from 'node:https';

/** Longest wait for CloudFormation's bucket, in milliseconds, and how often it is tried. */
const TIMEOUT_MS = 10_000;
const ATTEMPTS = 4;

/** Puts a custom resource's answer where CloudFormation looks for it; it waits an hour for one that never comes. */
export async function sendCloudFormationResponse(
  responseUrl: string,
  answer: object,
  pause: (milliseconds: number) => Promise<void>,
): Promise<void> {
  const body = JSON.stringify(answer);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await put(new URL(responseUrl), body);
      return;
    } catch (fault) {
      if (attempt === ATTEMPTS) {
        throw fault;
      }
    }
    await pause(500 * 2 ** attempt);
  }
}

/** No content type: CloudFormation signed the URL without one. */
function put(url: URL, body: string): Promise<void> {
  const client = url.protocol === 'http:' ? http : https;
  const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const request = client.request(url, { method: 'PUT', headers, timeout: TIMEOUT_MS }, (response) => {
      response.resume();
      const { statusCode = 0 } = response;
      if (statusCode >= 200 && statusCode < 300) {
        response.on('end', resolve);
      } else {
        reject(new Error(`CloudFormation's address answered ${statusCode}.`));
      }
    });
    request.on('timeout', () => request.destroy(new Error(`CloudFormation's address took over ${TIMEOUT_MS} ms.`)));
    request.on('error', reject);
    request.end(body);
  });
}
