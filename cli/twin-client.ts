/** How the twin's own endpoints are called: they look at no signature, and no credentials of the caller may be used. */
export const TWIN_CLIENT = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'TWIN', secretAccessKey: 'TWIN' },
  maxAttempts: 1,
} as const;
