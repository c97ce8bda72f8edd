import { assertEquals, assertThrows } from "@std/assert";
import { crc32, inflateSync } from "node:zlib";
import { encodePng } from "lib/report/png.ts";

/** Chunks of a PNG file, each with its checksum verified. */
function chunksOf(file: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const chunks = new Map<string, Uint8Array>();
  for (let at = 8; at < file.length;) {
    const length = view.getUint32(at);
    const body = file.subarray(at + 4, at + 8 + length);
    assertEquals(view.getUint32(at + 8 + length), crc32(body));
    const type = new TextDecoder().decode(body.subarray(0, 4));
    chunks.set(type, body.subarray(4));
    at += 12 + length;
  }
  return chunks;
}

Deno.test("encodePng() gives its pixels back, row by row", () => {
  const [width, height] = [3, 2];
  const rgba = Uint8Array.from(
    { length: width * height * 4 },
    (_, i) => (i * 37) % 256,
  );
  const file = encodePng(width, height, rgba);
  assertEquals([...file.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
  const chunks = chunksOf(file);
  assertEquals([...chunks.keys()], ["IHDR", "IDAT", "IEND"]);
  assertEquals(
    [...chunks.get("IHDR")!],
    [0, 0, 0, 3, 0, 0, 0, 2, 8, 6, 0, 0, 0],
  );
  const rows = inflateSync(chunks.get("IDAT")!);
  const stride = 4 * width + 1;
  for (let y = 0; y < height; ++y) {
    assertEquals(rows[y * stride], 0, "filter type of the row");
    assertEquals(
      [...rows.subarray(y * stride + 1, (y + 1) * stride)],
      [...rgba.subarray(y * 4 * width, (y + 1) * 4 * width)],
    );
  }
});

Deno.test("encodePng() refuses pixels that do not fill the image", () => {
  assertThrows(
    () => encodePng(2, 2, new Uint8Array(15)),
    TypeError,
    "must be 16 bytes: current value is 15",
  );
});
