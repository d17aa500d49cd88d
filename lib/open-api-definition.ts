import { Token } from 'aws-cdk-lib';
import type { OpenApiImport, OpenApiSource } from '../lambda/contract/openapi-import';
import { readOpenApi } from './private/open-api-reader';
import { assertConfiguration } from './private/validation';

/**
 * An OpenAPI 3.0 or 3.1 document, JSON or YAML, read at synth.
 *
 * Nothing is fetched: references lead into the document itself or into files in its folder.
 */
export class OpenApiDefinition {
  /** @param path of a file, from the working directory where it is relative. */
  public static fromFile(path: string): OpenApiDefinition {
    return new OpenApiDefinition({ kind: 'file', path }, path);
  }

  /** @param document as an object, or its text. It refers to nothing outside itself. */
  // jsii knows JSON of any shape by no other word.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- jsii has no other type for any JSON value
  public static fromInline(document: any): OpenApiDefinition {
    return new OpenApiDefinition(
      { kind: 'inline', text: typeof document === 'string' ? document : JSON.stringify(document) },
      'inline',
    );
  }

  private constructor(
    private readonly source: OpenApiSource,
    private readonly shown: string,
  ) {}

  /** @internal */
  public _read(place: string): OpenApiImport {
    const report = Token.isUnresolved(Object.values(this.source).join(''))
      ? { ok: false as const, problems: ['It holds values that are known only at deploy time.'] }
      : readOpenApi(this.source);
    assertConfiguration(report.ok, place, {
      what: 'definition',
      given: this.shown,
      allowed: 'an OpenAPI document that can be imported',
      remedy: report.ok ? '' : report.problems.join(' '),
    });
    return (report as Extract<typeof report, { ok: true }>).api;
  }
}
