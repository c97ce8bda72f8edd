/** The elements of a JSON array, or of lines of JSON, one at a time. */

/** An element longer than this is taken for a quote or bracket left open. */
const LONGEST_ELEMENT = 1_000_000;

const enum Code {
  Quote = 34,
  Comma = 44,
  Open = 91,
  Backslash = 92,
  Close = 93,
  OpenBrace = 123,
  CloseBrace = 125,
}

/**
 * Splits a stream of JSON text into its top-level elements, in flat memory.
 *
 * The text is one array, or objects one after another (NDJSON). Bare `NaN` and
 * `Infinity`, which some writers emit, arrive as strings of that name.
 *
 * @param chunks The text in pieces.
 * @param file Its name, for messages.
 * @yields Batches of elements, parsed.
 * @throws {SyntaxError} If the text is neither.
 */
export async function* jsonRows(
  chunks: AsyncIterable<string>,
  file: string,
): AsyncGenerator<unknown[]> {
  const splitter = new ElementSplitter(file);
  for await (const chunk of chunks) {
    const rows = splitter.push(chunk);
    if (rows.length > 0) yield rows;
  }
  splitter.end();
}

class ElementSplitter {
  #rest = "";
  /** Where in `#rest` the scan stands. */
  #at = 0;
  #depth = 0;
  #inString = false;
  #mode: "start" | "array" | "lines" | "done" = "start";
  #count = 0;
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Takes a piece of text; returns the elements that it completes. */
  push(chunk: string): unknown[] {
    this.#rest += chunk;
    const rows: unknown[] = [];
    if (this.#mode === "start" && !this.#open()) return rows;
    let from = 0;
    const text = this.#rest;
    let i = this.#at;
    for (; i < text.length && this.#mode !== "done"; ++i) {
      const code = text.charCodeAt(i);
      if (this.#inString) {
        if (code === Code.Backslash) {
          // The escaped character may still be on its way.
          if (i + 1 === text.length) break;
          ++i;
        } else if (code === Code.Quote) this.#inString = false;
      } else if (code === Code.Quote) this.#inString = true;
      else if (code === Code.OpenBrace || code === Code.Open) ++this.#depth;
      else if (code === Code.CloseBrace || code === Code.Close) {
        if (this.#depth === 0) {
          if (this.#mode === "lines" || code === Code.CloseBrace) {
            throw this.#wrong(`a stray "${text[i]}"`);
          }
          const last = text.slice(from, i);
          if (this.#count > 0 || last.trim() !== "") {
            rows.push(this.#parse(last));
          }
          this.#mode = "done";
          from = i + 1;
          continue;
        }
        --this.#depth;
        if (this.#depth === 0 && this.#mode === "lines") {
          rows.push(this.#parse(text.slice(from, i + 1)));
          from = i + 1;
        }
      } else if (
        code === Code.Comma && this.#depth === 0 && this.#mode === "array"
      ) {
        rows.push(this.#parse(text.slice(from, i)));
        from = i + 1;
      }
    }
    this.#rest = text.slice(from);
    this.#at = i - from;
    if (this.#rest.length > LONGEST_ELEMENT) {
      throw this.#wrong("a bracket or a quotation mark left open");
    }
    if (this.#mode === "done" && this.#rest.trim() !== "") {
      throw this.#wrong("text behind the closing ]");
    }
    return rows;
  }

  /** Checks that nothing is left over. */
  end(): void {
    if (this.#mode === "start") throw this.#wrong("nothing: it is empty");
    const left = this.#rest.trim() !== "";
    if (this.#mode === "array" || (this.#mode === "lines" && left)) {
      throw this.#wrong("an end before the last case is closed");
    }
  }

  /** Finds out what the text is; false while it is all white space. */
  #open(): boolean {
    const start = this.#rest.search(/\S/);
    if (start < 0) {
      this.#rest = "";
      return false;
    }
    const first = this.#rest[start];
    if (first !== "[" && first !== "{") {
      throw this.#wrong(
        `${JSON.stringify(this.#rest.slice(start, start + 20))} at its start`,
      );
    }
    this.#mode = first === "[" ? "array" : "lines";
    this.#rest = this.#rest.slice(first === "[" ? start + 1 : start);
    return true;
  }

  #parse(text: string): unknown {
    ++this.#count;
    try {
      return JSON.parse(text);
    } catch (error) {
      const named = text.replace(
        /"(?:[^"\\]|\\.)*"|[+-]?\b(?:NaN|Infinity)\b/g,
        (part) => part.startsWith('"') ? part : `"${part}"`,
      );
      try {
        return JSON.parse(named);
      } catch {
        throw this.#wrong((error as Error).message);
      }
    }
  }

  #wrong(found: string): SyntaxError {
    const where = this.#count === 0 ? "" : `, near case ${this.#count - 1}`;
    return new SyntaxError(
      `Cannot read ${this.#file} as cases must be a JSON array or lines of JSON: found ${found}${where}. For CSV add --format csv`,
    );
  }
}
