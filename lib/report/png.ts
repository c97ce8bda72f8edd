/**
 * PNG images of 8-bit RGBA pixels (W3C PNG, third edition), for the colour
 * ramps inside a chart.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

/**
 * Encodes pixels as PNG.
 *
 * @param width Pixels in a row.
 * @param height Rows.
 * @param rgba Bytes [height × width × 4], row-major.
 * @returns The file's bytes.
 * @throws {TypeError} If the pixels do not fill the image.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { encodePng } from "lib/report/png.ts";
 *
 * const bytes = encodePng(1, 1, new Uint8Array([255, 0, 0, 255]));
 * assertEquals([...bytes.slice(1, 4)], [80, 78, 71]);
 * ```
 */
export function encodePng(
  width: number,
  height: number,
  rgba: Uint8Array,
): Uint8Array {
  if (rgba.length !== width * height * 4) {
    throw new TypeError(
      `Cannot encode a PNG as its pixels must be ${
        width * height * 4
      } bytes: current value is ${rgba.length}`,
    );
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = 6;
  const stride = width * 4;
  const rows = new Uint8Array((stride + 1) * height);
  for (let y = 0; y < height; ++y) {
    rows.set(rgba.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  }
  return new Uint8Array(Buffer.concat([
    Buffer.from(SIGNATURE),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", new Uint8Array(0)),
  ]));
}

function chunk(type: string, data: Uint8Array): Buffer {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, "latin1");
  out.set(data, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}
