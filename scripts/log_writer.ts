/**
 * Lines of a log, written a few times a second: a server that writes each
 * when it comes spends more time on its log than on its answers.
 */

/** Milliseconds that a line may wait. */
const WAIT = 100;

/** Writes lines to standard output. */
export class LogWriter {
  #lines: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** Adds a line. @param atOnce Whether it must not wait. */
  add(line: string, atOnce = false): void {
    this.#lines.push(line);
    if (atOnce) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), WAIT);
  }

  /** Writes what has been added. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#lines.length === 0) return this.#writing;
    const bytes = new TextEncoder().encode(`${this.#lines.join("\n")}\n`);
    this.#lines = [];
    this.#writing = this.#writing.then(() => writeAll(bytes));
    return this.#writing;
  }
}

async function writeAll(bytes: Uint8Array): Promise<void> {
  try {
    for (let written = 0; written < bytes.length;) {
      written += await Deno.stdout.write(bytes.subarray(written));
    }
  } catch (error) {
    // Whoever read the log has gone; the server has not.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
