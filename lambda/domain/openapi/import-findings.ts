import type { OpenApiNotice, OpenApiNoticeKind } from '../../contract/openapi-import';

/** What came up while a document was read. */
export class ImportFindings {
  public readonly notices: OpenApiNotice[] = [];
  /** One sentence each; one is enough to refuse the document. */
  public readonly problems: string[] = [];

  public notice(kind: OpenApiNoticeKind, where: string, what: string): void {
    this.notices.push({ kind, where, what });
  }

  public problem(where: string, sentences: string): void {
    this.problems.push(where === '' ? sentences : `${where}: ${sentences}`);
  }
}
