import { toText } from "@std/streams";

/**
 * Reads a text file, or standard input for `"-"`.
 *
 * @throws {RangeError} If it cannot be read, naming the file.
 */
export async function readText(file: string): Promise<string> {
  if (file === "-") return await toText(Deno.stdin.readable);
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    throw new RangeError(
      `Cannot read ${file}: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
