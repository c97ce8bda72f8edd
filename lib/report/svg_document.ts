/**
 * A document in which Observable Plot can draw without a browser. Its canvas
 * knows only what a colour legend asks for: one pixel at a time, then a PNG.
 *
 * @module
 */

import { parseHTML } from "linkedom";
import { Buffer } from "node:buffer";
import { encodePng } from "lib/report/png.ts";

/**
 * Makes an empty document.
 *
 * @returns A document for Plot's `document` option.
 */
export function makeSvgDocument(): unknown {
  // deno-lint-ignore no-explicit-any -- linkedom types need the DOM
  const { document } = (parseHTML as any)(
    "<!doctype html><html><body></body></html>",
  );
  const create = document.createElement.bind(document);
  document.createElement = (name: string) =>
    name === "canvas" ? rampCanvas() : create(name);
  return document;
}

function rampCanvas() {
  let pixels = new Uint8Array(0);
  const canvas = {
    width: 1,
    height: 1,
    getContext: () => ({
      fillStyle: "#000000",
      fillRect(x: number, y: number) {
        const size = canvas.width * canvas.height * 4;
        if (pixels.length !== size) pixels = new Uint8Array(size);
        const at = (y * canvas.width + x) * 4;
        pixels.set([...parseColor(this.fillStyle), 255], at);
      },
    }),
    toDataURL: () =>
      "data:image/png;base64," +
      Buffer.from(encodePng(canvas.width, canvas.height, pixels))
        .toString("base64"),
  };
  return canvas;
}

function parseColor(text: string): number[] {
  const hex = /^#([0-9a-f]{6})$/i.exec(text);
  if (hex !== null) {
    const value = parseInt(hex[1], 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  }
  const rgb = /^rgba?\(([^)]+)\)$/.exec(text);
  if (rgb !== null) return rgb[1].split(",").slice(0, 3).map(Number);
  throw new RangeError(
    `Cannot draw a legend as its colors must be #rrggbb or rgb(): current value is "${text}"`,
  );
}
