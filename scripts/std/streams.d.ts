/** Splits a stream of text into lines. */
export class TextLineStream implements TransformStream<string, string> {
  constructor(options?: { allowCR?: boolean });
  get readable(): ReadableStream<string>;
  get writable(): WritableStream<string>;
}
/** Reads a whole stream as text. */
export function toText(stream: ReadableStream): Promise<string>;
