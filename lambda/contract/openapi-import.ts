import type { RouteDocument } from './api-document';

/** What the constructs and the command line ask the reader of OpenAPI documents: JSON in and out. */
export type OpenApiSource =
  /** Path of a JSON or YAML file; what it refers to lies in its folder or below. */
  | { readonly kind: 'file'; readonly path: string }
  /** JSON or YAML; it refers to nothing outside. */
  | { readonly kind: 'inline'; readonly text: string };

export type OpenApiReadReport =
  | { readonly ok: true; readonly api: OpenApiImport }
  /** One sentence a problem. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** A protected API as an OpenAPI document describes it. */
export interface OpenApiImport {
  readonly title: string;
  /** Absolute URL of the first server; left out = the document names none. */
  readonly server?: string;
  readonly routes: readonly RouteDocument[];
  readonly notices: readonly OpenApiNotice[];
}

/** Something of a document that the proxy does not do, so that nobody takes it for done. */
export interface OpenApiNotice {
  readonly kind: OpenApiNoticeKind;
  /** Operation, as in `GET /items/{item}`; empty = the whole document. */
  readonly where: string;
  /** What it is about, a few words. */
  readonly what: string;
}

/** Each kind with the sentence that tells of it; the places follow. */
export const OPENAPI_NOTICES = {
  security: 'Security requirements are ignored: the proxy identifies callers and holds the upstream credential itself',
  unchecked: 'Not validated before the upstream is called',
  skipped: 'Not imported, so refused with 404',
  renamed: 'Renamed, because policies cannot name it as it is',
  servers: 'Other servers are ignored: an API has one upstream',
} as const;
export type OpenApiNoticeKind = keyof typeof OPENAPI_NOTICES;
