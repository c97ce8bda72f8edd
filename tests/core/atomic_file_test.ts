import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  writeBytesAtomic,
  writeFilesAtomic,
  writeTextAtomic,
} from "lib/core/atomic_file.ts";

async function inFolder(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await work(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function names(dir: string): string[] {
  return Array.from(Deno.readDirSync(dir), (entry) => entry.name).sort();
}

Deno.test("writeTextAtomic() replaces a file and leaves nothing beside it", () =>
  inFolder(async (dir) => {
    await writeTextAtomic(`${dir}/a.txt`, "one");
    await writeTextAtomic(`${dir}/a.txt`, "two");
    assertEquals(await Deno.readTextFile(`${dir}/a.txt`), "two");
    assertEquals(names(dir), ["a.txt"]);
  }));

Deno.test("writeBytesAtomic() writes every byte of a large file", () =>
  inFolder(async (dir) => {
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => i * 7);
    await writeBytesAtomic(`${dir}/a.bin`, bytes);
    assertEquals(await Deno.readFile(`${dir}/a.bin`), bytes);
  }));

Deno.test("writeFilesAtomic() that cannot finish leaves no file of its own", () =>
  inFolder(async (dir) => {
    await writeTextAtomic(`${dir}/a.txt`, "old");
    // The second place is taken by a folder, so its file cannot be written.
    await Deno.mkdir(`${dir}/.b.txt.partial`);
    await Deno.writeTextFile(`${dir}/.b.txt.partial/x`, "");
    await assertRejects(() =>
      writeFilesAtomic(dir, { "a.txt": "new", "b.txt": "new" })
    );
    assertEquals(await Deno.readTextFile(`${dir}/a.txt`), "old");
    assert(!names(dir).includes(".a.txt.partial"));
  }));

Deno.test("writeFilesAtomic() sweeps what a killed writer left beside", () =>
  inFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/.a.txt.partial`, "half of something lo");
    await writeTextAtomic(`${dir}/a.txt`, "whole");
    assertEquals(await Deno.readTextFile(`${dir}/a.txt`), "whole");
    assertEquals(names(dir), ["a.txt"]);
  }));

Deno.test("writeFilesAtomic() keeps the files of simultaneous writers together", () =>
  inFolder(async (dir) => {
    await Promise.all(
      Array.from(
        { length: 20 },
        (_, i) => writeFilesAtomic(dir, { "a.txt": `${i}`, "b.txt": `${i}` }),
      ),
    );
    assertEquals(
      await Deno.readTextFile(`${dir}/a.txt`),
      await Deno.readTextFile(`${dir}/b.txt`),
    );
    assertEquals(names(dir), ["a.txt", "b.txt"]);
  }));

Deno.test("writeFilesAtomic() refuses a name that leads out of its folder", () =>
  inFolder(async (dir) => {
    await assertRejects(
      () => writeFilesAtomic(dir, { "../a.txt": "x" }),
      RangeError,
      "../a.txt",
    );
  }));
