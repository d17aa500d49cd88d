const LIMIT = 128;

/**
 * An operation's id as the name of an action: `repos/get` becomes `repos-get`.
 *
 * @returns empty text where nothing of it can stay.
 */
export function normaliseOperationId(operationId: string): string {
  return operationId
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[^A-Za-z]+/, '')
    .replace(/-+$/, '')
    .slice(0, LIMIT);
}

/** What an operation without an id is called: `GET /users/{id}/keys` becomes `get-users-id-keys`. */
export function actionOfRoute(method: string, path: string): string {
  return normaliseOperationId(`${method.toLowerCase()} ${path.replace(/[^A-Za-z0-9]+/g, ' ').trim()}`);
}
