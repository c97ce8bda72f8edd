/** `tenor model train` and `tune` on a disk that fills up in the middle. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { CONFIG, settings } from "./factory_command.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

/**
 * A training on a disk of its own ("$0"): whole; then with room for little more than
 * one checkpoint; what is left is shown; then with room again; and compared.
 */
const SCRIPT = `
mount -t tmpfs -o size=64m tenor "$0" || exit 99
cd "$0"
"$@" || exit 1
mv results whole
size=$(stat -c %s whole/runs/*/checkpoints/epoch-0001.ckpt)
free=$(df -B1 --output=avail . | tail -1)
head -c $((free - size - size / 2 - 40960)) /dev/zero > filler
"$@" 2> error.txt
echo "code $?"
cat error.txt
ls results/runs/*/checkpoints
rm filler
"$@" --resume latest > /dev/null || exit 1
for run in results/runs/*; do
  diff -r -x timings.json whole/runs/* "$run" && echo "same"
done
`;

/** Runs the script where it may mount. */
async function onSmallDisk(script: string, ...args: string[]) {
  const dir = await Deno.makeTempDir();
  try {
    const { code, stdout, stderr } = await new Deno.Command("unshare", {
      args: ["-rm", "sh", "-c", script, dir, ...args],
      env: { NO_COLOR: "1", MLFLOW_TRACKING_URI: "" },
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: text(stdout), stderr: text(stderr) };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Whether this machine lets its users mount. */
async function canMount(): Promise<boolean> {
  try {
    const { code } = await onSmallDisk('mount -t tmpfs tenor "$0"');
    return code === 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

const mounts = await canMount();
if (!mounts) console.error("Full disks are not tested: unshare cannot mount");

Deno.test({
  name:
    "on a full disk training ends with an error that names the place, keeps the epochs before, and goes on when there is room",
  ignore: !mounts,
  fn: async () => {
    const { code, stdout, stderr } = await onSmallDisk(
      SCRIPT,
      ...[Deno.execPath(), "run", "--quiet", "-A"],
      ...["--config", `${ROOT}deno.json`, `${ROOT}scripts/tenor.ts`],
      ...["model", "train", "--model", "lstm", "--config", CONFIG],
      "--no-register",
      ...settings({
        data: "planted",
        symbols: "S00",
        sequenceLength: 8,
        epochs: 4,
        hidden: 64,
      }),
    );
    assertEquals(code, 0, stdout + stderr);
    assertStringIncludes(stdout, "code 1\n");
    const said = stdout.split("\n").filter((line) => line.startsWith("tenor:"));
    assertEquals(said.length, 1, stdout);
    assertStringIncludes(said[0], "No space left on device");
    assertStringIncludes(said[0], "/checkpoints/");
    assertStringIncludes(said[0], "Free some space there and run it again");
    assert(/^epoch-0001\.ckpt$/m.test(stdout), stdout);
    assert(!stdout.includes("epoch-0004"), stdout);
    assert(stdout.endsWith("same\n"), stdout);
  },
});

/** A search on a disk of its own that goes on when the disk is full, then with room again. */
const TUNE_SCRIPT = `
mount -t tmpfs -o size=8m tenor "$0" || exit 99
cd "$0"
"$@" --trials 2 > /dev/null || exit 1
head -c 8388608 /dev/zero > filler 2> /dev/null
"$@" --trials 3 2>&1
echo "code $?"
rm filler
"$@" --trials 3 | head -1
`;

Deno.test({
  name:
    "on a full disk a search ends with an error that names its file, and goes on when there is room",
  ignore: !mounts,
  fn: async () => {
    const { code, stdout, stderr } = await onSmallDisk(
      TUNE_SCRIPT,
      ...[Deno.execPath(), "run", "--quiet", "-A"],
      ...["--config", `${ROOT}deno.json`, `${ROOT}scripts/tenor.ts`],
      ...["model", "tune", "--model", "naive", "--config", CONFIG],
      ...["--folds", "2", "--workers", "1", "--storage", "search.db"],
      ...settings({ data: "planted", symbols: "S00", sequenceLength: 8 }),
      ...["--set", "search.drift={ type: choice, choices: [true, false] }"],
    );
    assertEquals(code, 0, stdout + stderr);
    const [said, ended, ...after] = stdout.split("\n");
    assert(said.startsWith("tenor: Cannot write search.db: "), stdout);
    assert(said.endsWith(". Free some space there and run it again"), stdout);
    assertEquals(ended, "code 1");
    assertStringIncludes(after.join("\n"), "3 complete, 0 given up, 0 failed");
  },
});
