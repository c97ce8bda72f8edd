import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ArtifactError } from "lib/core/errors.ts";
import {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
} from "lib/models/networks/checkpoint.ts";
import { checkpointFile } from "lib/models/networks/checkpoint_file.ts";

const CHECKPOINT: Checkpoint = {
  settings: '{"batch":16,"note":"ünïcode\\n"}',
  state: {
    step: 42,
    parameters: Float32Array.of(1, -2.5, NaN, Infinity),
    // A view into a larger buffer.
    states: new Float32Array(8).fill(3).subarray(2, 5),
    moments: [Float32Array.of(1e-38, 0), new Float32Array(0)],
  },
  best: {
    parameters: Float32Array.of(0, 1, 2, 3),
    states: Float32Array.of(4, 5, 6),
  },
  history: [
    { epoch: 1, training: 0.5, validation: 0.25 },
    { epoch: 2, training: NaN, validation: NaN },
  ],
};

Deno.test("A checkpoint comes back from its bytes, whatever its arrays hold", async () => {
  const bytes = await encodeCheckpoint(CHECKPOINT);
  assertEquals(await decodeCheckpoint(bytes, "x.bin"), CHECKPOINT);
});

Deno.test("A checkpoint that was cut off or altered anywhere is an ArtifactError that names the file", async () => {
  const bytes = await encodeCheckpoint(CHECKPOINT);
  const altered = (at: number) => {
    const copy = bytes.slice();
    copy[at] ^= 0x20;
    return copy;
  };
  const broken = [
    new Uint8Array(),
    bytes.subarray(0, 64),
    bytes.subarray(0, 65),
    bytes.subarray(0, 200),
    bytes.subarray(0, bytes.length - 1),
    new Uint8Array([...bytes, 0]),
    altered(3),
    altered(80),
    altered(bytes.length - 2),
    new TextEncoder().encode("something else altogether\n"),
  ];
  for (const one of broken) {
    const { message } = await assertRejects(
      () => decodeCheckpoint(one, "x.bin"),
      ArtifactError,
    );
    assertStringIncludes(message, "Cannot resume from x.bin");
  }
});

Deno.test("checkpointFile() keeps the last checkpoint, has none at first and refuses half of one", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const path = `${dir}/deep/net.bin`;
    const store = checkpointFile(path);
    assertEquals(await store.load(), null);
    await store.save(CHECKPOINT);
    const later = { ...CHECKPOINT, settings: "later" };
    await store.save(later);
    assertEquals(await store.load(), later);
    assertEquals(
      Array.from(Deno.readDirSync(`${dir}/deep`), ({ name }) => name),
      ["net.bin"],
    );
    await Deno.truncate(path, 150);
    await assertRejects(() => store.load(), ArtifactError, path);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
