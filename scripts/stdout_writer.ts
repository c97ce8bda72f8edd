/** Bytes held back before a write. */
const FLUSH = 1 << 16;

/**
 * Text to standard output in large writes, in flat memory.
 *
 * Nothing is written before the first {@link FLUSH} characters or the end, so
 * a command that fails early leaves standard output empty.
 */
export class StdoutWriter {
  #text: string;
  readonly #tail: string;
  readonly #encoder = new TextEncoder();

  /**
   * @param head Written first.
   * @param tail Written at the end.
   */
  constructor(head: string, tail: string) {
    this.#text = head;
    this.#tail = tail;
  }

  /** Adds text. */
  add(text: string): void {
    this.#text += text;
  }

  /** Writes what has gathered, if it is enough; false once no one reads. */
  drain(): Promise<boolean> {
    return this.#text.length < FLUSH ? Promise.resolve(true) : this.#flush();
  }

  /** Writes all that is left and the tail. */
  async end(): Promise<void> {
    this.#text += this.#tail;
    await this.#flush();
  }

  async #flush(): Promise<boolean> {
    const bytes = this.#encoder.encode(this.#text);
    this.#text = "";
    try {
      for (let at = 0; at < bytes.length;) {
        at += await Deno.stdout.write(bytes.subarray(at));
      }
      return true;
    } catch (error) {
      // The reader, `head` for one, has what it wanted.
      if (error instanceof Deno.errors.BrokenPipe) return false;
      throw error;
    }
  }
}
