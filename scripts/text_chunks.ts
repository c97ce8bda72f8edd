/**
 * A text file, or standard input for `"-"`, in pieces.
 *
 * @throws {RangeError} If it cannot be read, naming the file.
 */
export async function* textChunks(file: string): AsyncGenerator<string> {
  try {
    const bytes = file === "-"
      ? Deno.stdin.readable
      : (await Deno.open(file)).readable;
    yield* bytes.pipeThrough(new TextDecoderStream());
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || isAccess(error))) {
      throw error;
    }
    throw new RangeError(
      `Cannot read ${file}: ${
        (error as Error).message
      }. Give a file of quotes, or - for standard input`,
      { cause: error },
    );
  }
}

function isAccess(error: unknown): boolean {
  return error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.IsADirectory;
}
