import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import type { Outcome } from "./disk_writer.ts";

/** Makes a disk of 2 MiB in a namespace of its own; "$0" is its place. */
const MOUNT = 'mount -t tmpfs -o size=2m tenor "$0"';

/** Runs a script where it may mount; the disk goes with it. */
async function onSmallDisk(script: string, ...args: string[]) {
  const dir = await Deno.makeTempDir();
  try {
    const { success, stdout, stderr } = await new Deno.Command("unshare", {
      args: ["-rm", "sh", "-c", `${MOUNT} && ${script}`, dir, ...args],
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { success, dir, stdout: text(stdout), stderr: text(stderr) };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Whether this machine lets its users mount. */
async function canMount(): Promise<boolean> {
  try {
    return (await onSmallDisk("true")).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

const mounts = await canMount();
if (!mounts) {
  console.error(
    "Full and read-only disks are not tested: unshare cannot mount here",
  );
}

Deno.test({
  name:
    "A full disk and a read-only one are named, and nothing is lost or left behind",
  ignore: !mounts,
  fn: async () => {
    const { success, dir, stdout, stderr } = await onSmallDisk(
      '"$1" run --quiet -A "$2" "$0" >&2 && cat "$0/outcomes.json"',
      Deno.execPath(),
      fromFileUrl(new URL("./disk_writer.ts", import.meta.url)),
    );
    assert(success, stderr);
    const outcomes: Outcome[] = JSON.parse(stdout);
    const again = outcomes.pop()!;
    assertEquals(outcomes.length, 7);
    for (const { what, error, state, left } of outcomes) {
      const [first, ...more] = what.split(" ");
      const doing = first === "roll" ? "roll back calls" : `${first} calls`;
      assertStringIncludes(error, `ArtifactError: Cannot ${doing}`, what);
      assertStringIncludes(error, `as ${dir}/models must be a folder`, what);
      const cause = more.includes("read-only")
        ? "Read-only file system"
        : "No space left on device";
      assertStringIncludes(error, cause, what);
      assertEquals(state, "1.1.0 of 1.0.0,1.1.0, 1.1.0 latest", what);
      assertEquals(left, [], what);
    }
    assertEquals(again.error, "none");
    assertEquals(again.state, "1.1.0 of 1.0.0,1.1.0,1.2.0, 1.2.0 latest");
  },
});
