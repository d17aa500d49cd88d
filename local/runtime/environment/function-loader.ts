import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A function's entry, as Lambda calls it. */
export type FunctionHandler = (event: unknown, context: unknown) => Promise<unknown>;

/** A fault of the bundle or its handler string, named as the Lambda runtime names it. */
class LoadError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** @param handler `path/file.export`, relative to the code directory. */
export async function loadHandler(codeDirectory: string, handler: string): Promise<FunctionHandler> {
  const match = /^(.*[^/.]|[^/.]+)\.([^./]+)$/.exec(handler);
  if (match === null) {
    throw new LoadError('Runtime.MalformedHandlerName', `Bad handler ${handler}, file.export is expected`);
  }
  const [, file, exportName] = match as unknown as [string, string, string];
  const path = ['.js', '.cjs', '.mjs'].map((extension) => join(codeDirectory, file + extension)).find(existsSync);
  if (path === undefined) {
    throw new LoadError('Runtime.ImportModuleError', `Cannot find module '${file}' in the function's code`);
  }
  const found = (await loadModule(path))[exportName];
  if (typeof found !== 'function') {
    throw new LoadError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  }
  if (found.length >= 3) {
    throw new LoadError('Runtime.CallbackHandlerDeprecated', `${handler} takes a callback; return a promise`);
  }
  return found as FunctionHandler;
}

async function loadModule(path: string): Promise<Record<string, unknown>> {
  if (!path.endsWith('.mjs')) {
    try {
      return createRequire(path)(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_REQUIRE_ESM') throw error;
    }
  }
  return import(pathToFileURL(path).href);
}
