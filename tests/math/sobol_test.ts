import { assert, assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { Sobol } from "lib/math/sobol.ts";
import {
  SOBOL_DIMENSIONS,
  sobolPolynomials,
} from "lib/math/sobol_directions.ts";

function words(sobol: Sobol, count: number): Int32Array {
  const out = new Int32Array(sobol.dimensions * count);
  sobol.bitsInto(out, count);
  return out;
}

Deno.test("the table starts as Joe and Kuo's does", () => {
  assertEquals(sobolPolynomials(6).map((p) => [p.coefficients, ...p.initial]), [
    [0, 1],
    [1, 1, 3],
    [1, 1, 3, 1],
    [2, 1, 1, 1],
    [1, 1, 1, 3, 3],
  ]);
});

Deno.test("points 100 and 1023 are those of other implementations of the table", () => {
  // SciPy 1.10, scipy.stats.qmc.Sobol(1024, scramble=False), times 2^32.
  const dimensions = [0, 1, 2, 9, 99, 499, 1023];
  const expected: [number, number[]][] = [
    // deno-fmt-ignore
    [100, [1778384896, 1107296256, 3321888768, 2986344448, 3791650816, 2113929216, 4060086272]],
    // deno-fmt-ignore
    [1023, [4194304, 3233808384, 2629828608, 3653238784, 2277507072, 2034237440, 4273995776]],
  ];
  const out = words(new Sobol(SOBOL_DIMENSIONS), 1024);
  for (const [index, point] of expected) {
    assertEquals(dimensions.map((d) => out[d * 1024 + index] >>> 0), point);
  }
});

Deno.test("2^k points put one in every interval, plain and scrambled", () => {
  const count = 256;
  for (const options of [{}, { rng: makeRng(3) }]) {
    const sobol = new Sobol(SOBOL_DIMENSIONS, options);
    const out = words(sobol, count);
    for (let d = 0; d < SOBOL_DIMENSIONS; ++d) {
      const seen = new Set<number>();
      for (let i = 0; i < count; ++i) seen.add(out[d * count + i] >>> 24);
      assertEquals(seen.size, count);
    }
  }
});

Deno.test("a skipped start and two blocks give the same points as one", () => {
  const whole = words(new Sobol(5), 48);
  const late = words(new Sobol(5, { skip: 16 }), 32);
  const split = new Sobol(5);
  words(split, 16);
  const second = words(split, 32);
  for (let d = 0; d < 5; ++d) {
    const expected = whole.subarray(d * 48 + 16, (d + 1) * 48);
    assertEquals(late.subarray(d * 32, (d + 1) * 32), expected);
    assertEquals(second.subarray(d * 32, (d + 1) * 32), expected);
  }
});

Deno.test("randomisations repeat with the seed and differ without", () => {
  const a = words(new Sobol(3, { rng: makeRng(1) }), 64);
  assertEquals(words(new Sobol(3, { rng: makeRng(1) }), 64), a);
  const b = words(new Sobol(3, { rng: makeRng(2) }), 64);
  assert(a.some((word, i) => word !== b[i]));
});

Deno.test("a smooth integral in ten dimensions errs far less than 1/sqrt(n)", () => {
  const count = 4096;
  const u = new Float64Array(10 * count);
  new Sobol(10, { rng: makeRng(11) }).uniformsInto(u, count);
  let sum = 0;
  for (let i = 0; i < count; ++i) {
    let product = 1;
    for (let d = 0; d < 10; ++d) {
      product *= 1 + (u[d * count + i] - 0.5) / (d + 1);
    }
    sum += product;
  }
  // One standard deviation of plain Monte Carlo is about 5e-3 here.
  assert(Math.abs(sum / count - 1) < 2e-4);
});

Deno.test("dimensions outside the table are refused", () => {
  assertThrows(() => new Sobol(SOBOL_DIMENSIONS + 1), RangeError, "1024");
  assertThrows(() => new Sobol(0), RangeError, "dimensions");
});
