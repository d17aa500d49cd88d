import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import SwaggerParser from '@apidevtools/swagger-parser';
import { parse as parseYaml } from 'yaml';
import type { OpenApiReadReport, OpenApiSource } from '../contract/openapi-import';
import { importOpenApi } from '../domain/openapi/import-open-api';

/** Largest file, in bytes. */
const FILE_LIMIT_BYTES = 20 * 1024 * 1024;
/** Complaints of one document that are repeated; the rest mostly follow from these. */
const COMPLAINTS_SHOWN = 10;

/** Why a document or something that it refers to is not read. */
class RefusedDocument extends Error {
  public override readonly name = 'RefusedDocument';
}

/**
 * Reads an OpenAPI document, JSON or YAML, with everything that it refers to.
 *
 * It calls nobody and reads no file outside the document's folder; an inline document reads none at all.
 */
export async function readOpenApi(source: OpenApiSource): Promise<OpenApiReadReport> {
  let refused: unknown;
  try {
    const { location, folder } = whereabouts(source);
    const root = parseText(source.kind === 'file' ? readWithin(location, folder) : source.text, location);
    const version = (root as { openapi?: unknown; swagger?: unknown } | null) ?? {};
    if (version.swagger !== undefined) {
      throw new RefusedDocument(
        `The document is Swagger ${String(version.swagger).slice(0, 20)}; allowed: OpenAPI 3.0 and 3.1. Convert it first, with the Swagger Editor for example.`,
      );
    }
    const document = await SwaggerParser.validate(location, root as never, {
      continueOnError: false,
      dereference: { circular: 'ignore' },
      resolve: {
        http: false,
        file: {
          order: 1,
          canRead: true,
          read: (file: { readonly url: string }) => {
            try {
              return readWithin(pathOf(file.url), folder);
            } catch (error) {
              // The parser tells that it could not read, and not why.
              refused ??= error;
              throw error;
            }
          },
        },
      },
    });
    return importOpenApi(document);
  } catch (error) {
    return { ok: false, problems: problemsOf(refused ?? error) };
  }
}

function whereabouts(source: OpenApiSource): { readonly location: string; readonly folder: string | undefined } {
  if (source.kind === 'inline') {
    return { location: path.resolve('inline.yaml'), folder: undefined };
  }
  const location = path.resolve(source.path);
  try {
    return { location: realpathSync(location), folder: path.dirname(realpathSync(location)) };
  } catch {
    throw new RefusedDocument(`There is no file ${source.path}. Name one that can be read.`);
  }
}

function parseText(text: string, location: string): unknown {
  try {
    return location.endsWith('.json') ? JSON.parse(text) : parseYaml(text);
  } catch (error) {
    throw new RefusedDocument(`The document is neither JSON nor YAML: ${firstLine(error)}. Correct it.`);
  }
}

/** @param folder left out = nothing may be read. */
function readWithin(file: string, folder: string | undefined): string {
  if (folder === undefined || /^[a-z][a-z0-9+.-]+:/i.test(file)) {
    throw new RefusedDocument(
      `The document refers to ${file}; allowed: itself${folder === undefined ? '' : ' and files in its folder'}. Put the content in.`,
    );
  }
  let real: string;
  try {
    real = realpathSync(file);
  } catch {
    throw new RefusedDocument(`The document refers to ${file}, which is not there. Correct the reference.`);
  }
  if (!real.startsWith(`${folder}${path.sep}`)) {
    throw new RefusedDocument(`The document refers to ${file}, outside its folder. Copy it there.`);
  }
  const text = readFileSync(real, 'utf8');
  if (text.length > FILE_LIMIT_BYTES) {
    throw new RefusedDocument(`${file} has ${text.length} bytes; allowed: ${FILE_LIMIT_BYTES}. Split it.`);
  }
  return text;
}

function pathOf(url: string): string {
  if (url.startsWith('file:')) {
    return fileURLToPath(url);
  }
  return /^[a-z][a-z0-9+.-]+:/i.test(url) ? url : decodeURIComponent(url);
}

function problemsOf(error: unknown): string[] {
  const { details } = error as { details?: readonly { readonly instancePath: string; readonly message?: string }[] };
  if (Array.isArray(details)) {
    const shown = details
      .slice(0, COMPLAINTS_SHOWN)
      .map(
        ({ instancePath, message = 'does not fit' }) =>
          `The document is not valid at #${instancePath || '/'}: it ${message}.`,
      );
    return details.length > shown.length ? [...shown, `${details.length - shown.length} more.`] : shown;
  }
  return [error instanceof RefusedDocument ? error.message : `The document cannot be read: ${firstLine(error)}.`];
}

function firstLine(error: unknown): string {
  return ((error as Error).message.split('\n')[0] ?? '').replace(/[.:]$/, '').slice(0, 400);
}
