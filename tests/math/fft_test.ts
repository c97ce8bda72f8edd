import { assertAlmostEquals, assertThrows } from "@std/assert";
import { fftInto } from "lib/math/fft.ts";

Deno.test("fftInto() equals the sum that defines it", () => {
  for (const n of [1, 2, 8, 64, 256]) {
    const re = Float64Array.from({ length: n }, (_, j) => Math.sin(j * j + 1));
    const im = Float64Array.from({ length: n }, (_, j) => Math.cos(3 * j * j));
    const out = { re: re.slice(), im: im.slice() };
    fftInto(out);
    for (let k = 0; k < n; ++k) {
      let a = 0, b = 0;
      for (let j = 0; j < n; ++j) {
        const angle = -2 * Math.PI * ((j * k) % n) / n;
        a += re[j] * Math.cos(angle) - im[j] * Math.sin(angle);
        b += re[j] * Math.sin(angle) + im[j] * Math.cos(angle);
      }
      assertAlmostEquals(out.re[k], a, 1e-12);
      assertAlmostEquals(out.im[k], b, 1e-12);
    }
  }
});

Deno.test("fftInto() refuses lengths that are not a power of two", () => {
  for (const length of [0, 3, 12]) {
    const x = { re: new Float64Array(length), im: new Float64Array(length) };
    assertThrows(() => fftInto(x), RangeError, `current value is ${length}`);
  }
});
