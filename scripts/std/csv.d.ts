export interface CsvParseOptions {
  separator?: string;
  comment?: string;
  trimLeadingSpace?: boolean;
  lazyQuotes?: boolean;
  fieldsPerRecord?: number;
}
/** Parses a whole text into records of fields. */
export function parse(input: string, options?: CsvParseOptions): string[][];
export interface CsvStringifyOptions {
  columns?: readonly string[];
  headers?: boolean;
  separator?: string;
}
/** Writes rows as CSV with CRLF line ends. */
export function stringify(
  data: readonly (readonly unknown[] | Readonly<Record<string, unknown>>)[],
  options?: CsvStringifyOptions,
): string;
/** Splits a stream of text into records of fields. */
export class CsvParseStream implements TransformStream<string, string[]> {
  constructor(options?: CsvParseOptions);
  get readable(): ReadableStream<string[]>;
  get writable(): WritableStream<string>;
}
