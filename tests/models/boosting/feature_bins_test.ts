import { assert, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { binInto, findBins } from "lib/models/boosting/feature_bins.ts";
import { quantileOf } from "lib/models/boosting/quantile.ts";
import { sortFloat32 } from "lib/models/boosting/sort_float32.ts";

/** Bins of one feature, by the definition. */
function plainBins(values: Float64Array, cuts: Float32Array): number[] {
  return [...values].map((v) =>
    cuts.reduce((below, cut) => cut < Math.fround(v) ? below + 1 : below, 0)
  );
}

const rng = makeRng(11);
const COLUMNS: Record<string, Float64Array> = {
  "normal": Float64Array.from({ length: 3000 }, rng.normal),
  "with a tail that spans many orders": Float64Array.from(
    { length: 3000 },
    () => Math.sign(rng.normal()) * Math.exp(15 * rng.normal()),
  ),
  "of few values": Float64Array.from(
    { length: 500 },
    () => Math.floor(rng.uniform() * 9) / 10,
  ),
  "mostly one value": Float64Array.from(
    { length: 3000 },
    () => rng.uniform() < 0.95 ? 2 : rng.normal(),
  ),
  "of subnormal numbers": Float64Array.from(
    { length: 900 },
    (_, i) => (i - 450) * 2 ** -149,
  ),
  "of neighbouring float32 numbers": Float64Array.from(
    { length: 900 },
    (_, i) => 1 + (i % 300) * 2 ** -23,
  ),
  "at both ends of float32": Float64Array.of(3.4e38, -3.4e38, 3.4e38, 0, -0),
  "constant": new Float64Array(10).fill(4),
};

for (const [name, data] of Object.entries(COLUMNS)) {
  Deno.test(`a column ${name} is cut between its values, each bin holding some, found by the table as by counting`, () => {
    const x = { data, rows: data.length, cols: 1 };
    for (const bins of [255, 7, 2]) {
      const binning = findBins(x, { bins, categorical: [] });
      const [{ cuts, count }] = binning.features;
      assert(count <= bins && count === cuts.length + 1);
      assert(cuts.every((cut, i) => i === 0 || cut > cuts[i - 1]));
      const found = new Uint8Array(data.length);
      binInto(x, binning, found);
      assertEquals([...found], plainBins(data, cuts));
      assertEquals(new Set(found).size, count);
    }
  });
}

Deno.test("bins hold about as many rows each", () => {
  const data = COLUMNS.normal;
  const x = { data, rows: data.length, cols: 1 };
  const binning = findBins(x, { bins: 10, categorical: [] });
  const found = new Uint8Array(data.length);
  binInto(x, binning, found);
  const counts = new Int32Array(10);
  for (const b of found) counts[b]++;
  assert(counts.every((n) => Math.abs(n - 300) <= 1), `${counts}`);
});

Deno.test("sortFloat32() sorts like the engine does, signs, zeros and infinities included", () => {
  const values = Float32Array.from(
    { length: 5000 },
    (_, i) =>
      [Infinity, -Infinity, 0, -0, 1e-45][i % 97] ??
        rng.normal() * 10 ** Math.floor(20 * rng.normal()),
  );
  const before = values.slice();
  const sorted = sortFloat32(values);
  assertEquals(values, before);
  // Here all zeros are +0.
  assertEquals([...sorted], [...values.map((v) => v + 0).sort()]);
});

Deno.test("quantileOf() weighs values as if each stood as often as its weight says", () => {
  const values = Float64Array.of(5, 1, 4, 2, 3);
  const weights = Float64Array.of(1, 2, 3, 1, 2);
  const copies = [1, 1, 2, 3, 3, 4, 4, 4, 5];
  for (let k = 0; k < copies.length; ++k) {
    const q = (k + 0.5) / copies.length;
    assertEquals(quantileOf(values, weights, q), copies[k]);
  }
  assertEquals(quantileOf(values, new Float64Array(5).fill(2), 0.2), 1.5);
  assertEquals(quantileOf(values, weights, 0), 1);
  assertEquals(quantileOf(values, weights, 1), 5);
});
