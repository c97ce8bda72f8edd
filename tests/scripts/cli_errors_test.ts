import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ArtifactError } from "lib/core/errors.ts";
import { exitCodeOf, reportFailure } from "scripts/cli_errors.ts";

/** An error as Deno makes it of the operating system's. */
function systemError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/** Lines on standard error. */
function reported(error: unknown): string[] {
  const { error: print } = console;
  const lines: string[] = [];
  console.error = (line: string) => lines.push(line);
  try {
    reportFailure(error);
  } finally {
    console.error = print;
  }
  return lines;
}

Deno.test("A full disk is one line with the place and the fix, and not the input's fault", () => {
  const full = systemError("ENOSPC", "No space left on device: write '/a/b'");
  const line =
    "No space left on device: write '/a/b'. Free some space there and run it again";
  assertEquals(reported(full), [`tenor: ${line}`]);
  assertEquals(exitCodeOf(full), 1);
  const caused = new ArtifactError(full.message, { cause: full });
  assertEquals(reported(caused), [`tenor: ${line}`]);
  assertEquals(exitCodeOf(caused), 1);
});

Deno.test("A folder that cannot be written is one line with the place and the fix, and bad input", () => {
  const readOnly = systemError("EROFS", "Read-only file system: open '/a'");
  const denied = Object.assign(
    new Deno.errors.PermissionDenied("Denied: open '/a'"),
    { code: "EACCES" },
  );
  assertEquals(reported(readOnly), [
    "tenor: Read-only file system: open '/a'. Name a folder that can be written",
  ]);
  assertEquals(reported(denied), [
    "tenor: Denied: open '/a'. Change its rights, or name another place",
  ]);
  assertEquals([readOnly, denied].map(exitCodeOf), [2, 2]);
});

Deno.test("A file in a folder's place, and an array that does not fit into memory, come with a fix", async () => {
  const file = await Deno.makeTempFile();
  try {
    const errors = await Promise.all([
      Deno.mkdir(file, { recursive: true }).catch((error) => error),
      Deno.readTextFile(`${file}/a`).catch((error) => error),
    ]);
    for (const error of errors) {
      const [line, ...more] = reported(error);
      assertEquals(more, []);
      assertStringIncludes(line, file);
      assertStringIncludes(line, "A file stands where a folder must be");
      assertEquals(exitCodeOf(error), 2);
    }
  } finally {
    await Deno.remove(file);
  }
  const tooLong = assertThrows(() => new Float64Array(2 ** 50), RangeError);
  const [line] = reported(tooLong);
  assertStringIncludes(line, "It needs more memory than there is");
  assertEquals(exitCodeOf(tooLong), 2);
});

Deno.test("An error that nothing explains comes with its stack", () => {
  const bug = new Error("what");
  assertEquals(reported(bug), ["tenor: what", bug.stack!]);
  assertEquals(exitCodeOf(bug), 1);
  assertEquals(reported(new RangeError("bad")), ["tenor: bad"]);
  assertEquals(exitCodeOf(new RangeError("bad")), 2);
});
