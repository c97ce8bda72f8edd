import { assert, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { inverseNormalCdf } from "lib/math/normal.ts";
import { PseudoBits } from "lib/pricing/kernels/mc_bits.ts";
import { normalsInto } from "lib/pricing/kernels/mc_normals.ts";

function normals(words: Int32Array): Float64Array {
  const out = new Float64Array(words.length);
  normalsInto(words, out, words.length);
  return out;
}

Deno.test("normalsInto() equals the scalar quantile to 1e-10 from end to end", () => {
  const words = new Int32Array(200_000);
  new PseudoBits(makeRng(4)).fillInto(words, 0, words.length);
  // Shifts reach every octave of the lower tail, complements the upper one.
  words.forEach((word, i) => {
    words[i] = i % 2 === 0 ? word >>> (i % 32) : ~(word >>> (i % 32));
  });
  const z = normals(words);
  for (let i = 0; i < words.length; ++i) {
    const exact = inverseNormalCdf(((words[i] >>> 0) + 0.5) / 2 ** 32);
    assert(Math.abs(z[i] - exact) < 1e-10, `${words[i]}: ${z[i]} ${exact}`);
  }
});

Deno.test("the ends of the words are the ends of the normals, and opposite", () => {
  const z = normals(Int32Array.of(0, -1, 0x7fffffff, 0x80000000 | 0));
  assertEquals(z[0], -z[1]);
  assertEquals(z[2], -z[3]);
  assert(Math.abs(z[0] - inverseNormalCdf(2 ** -33)) < 1e-12);
});

Deno.test("pseudo-random words have the moments of uniform bits", () => {
  const words = new Int32Array(1 << 18);
  new PseudoBits(makeRng(9)).fillInto(words, 0, words.length);
  const z = normals(words);
  const moment = (p: number) =>
    z.reduce((sum, v) => sum + v ** p, 0) / z.length;
  // Standard errors 1/√n, √(2/n), √(15/n), √(96/n): four of each.
  assert(Math.abs(moment(1)) < 4 / 512);
  assert(Math.abs(moment(2) - 1) < 4 * Math.sqrt(2) / 512);
  assert(Math.abs(moment(3)) < 4 * Math.sqrt(15) / 512);
  assert(Math.abs(moment(4) - 3) < 4 * Math.sqrt(96) / 512);
});

Deno.test("a block in two parts is the block in one", () => {
  const [whole, parts] = [new Int32Array(64), new Int32Array(64)];
  new PseudoBits(makeRng(2)).fillInto(whole, 0, 64);
  const bits = new PseudoBits(makeRng(2));
  bits.fillInto(parts, 0, 20);
  bits.fillInto(parts, 20, 64);
  assertEquals(parts, whole);
});
