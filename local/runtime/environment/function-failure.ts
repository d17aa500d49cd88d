import type { FunctionFailure } from './messages';

/** Whatever a function threw, in Lambda's error shape. */
export function describeFailure(thrown: unknown): FunctionFailure {
  if (thrown instanceof Error || isErrorLike(thrown)) {
    return {
      errorType: thrown.name,
      errorMessage: thrown.message,
      ...(thrown.stack === undefined ? {} : { trace: thrown.stack.split('\n') }),
    };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

/** Errors of another realm are no instances of this one's class. */
function isErrorLike(thrown: unknown): thrown is Error {
  return typeof thrown === 'object' && thrown !== null && 'name' in thrown && 'message' in thrown;
}
