import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { STANDARD_GRID } from "lib/calibration/neural/surface_grid.ts";
import {
  addNoiseInto,
  NOISE_KINDS,
  type NoiseModel,
} from "lib/calibration/synthetic/noise.ts";
import { makeRng } from "lib/core/rng.ts";

const { moneyness } = STANDARD_GRID;

/** Relative noise on many surfaces of volatility one half. */
function shocks(model: NoiseModel, surfaces = 500): Float64Array {
  const rng = makeRng(17);
  const out = new Float64Array(surfaces * 200);
  for (let s = 0; s < surfaces; ++s) {
    const vols = new Float32Array(200).fill(0.5);
    addNoiseInto(vols, moneyness, model, rng.child(`${s}`));
    vols.forEach((v, i) => out[s * 200 + i] = v / 0.5 - 1);
  }
  return out;
}

function moments(x: ArrayLike<number>) {
  const n = x.length;
  let [mean, square, fourth] = [0, 0, 0];
  for (let i = 0; i < n; ++i) mean += x[i] / n;
  for (let i = 0; i < n; ++i) square += (x[i] - mean) ** 2 / n;
  for (let i = 0; i < n; ++i) fourth += (x[i] - mean) ** 4 / n;
  return { mean, deviation: Math.sqrt(square), kurtosis: fourth / square ** 2 };
}

Deno.test("No noise leaves a surface as it is", () => {
  assert(shocks({ kind: "none", level: 0.5 }, 2).every((x) => x === 0));
});

Deno.test("Proportional noise is normal with the deviation asked for", () => {
  const { mean, deviation, kurtosis } = moments(
    shocks({ kind: "proportional", level: 0.02 }),
  );
  // 100,000 draws: five standard errors.
  assertAlmostEquals(mean, 0, 5 * 0.02 / Math.sqrt(1e5));
  assertAlmostEquals(deviation, 0.02, 5 * 0.02 / Math.sqrt(2e5));
  assertAlmostEquals(kurtosis, 3, 5 * Math.sqrt(24 / 1e5));
});

Deno.test("Bid-ask noise is uniform within half a spread that doubles from the money to the edge", () => {
  const level = 0.04;
  const all = shocks({ kind: "bid-ask", level });
  // Columns in the order of their distance from the money.
  for (const column of [0, 4, 9, 10, 19]) {
    const x = all.filter((_, i) => i % 20 === column);
    const half = level / 2 * (1 + Math.abs(moneyness[column] - 1) / 0.2);
    const { mean, deviation } = moments(x);
    const [low, high] = [Math.min(...x), Math.max(...x)];
    // Float32 volatilities round by 6e-8.
    assert(low >= -half - 1e-6 && low < -0.99 * half, `${low} ${half}`);
    assert(high <= half + 1e-6 && high > 0.99 * half, `${high} ${half}`);
    const uniform = half / Math.sqrt(3);
    assertAlmostEquals(mean, 0, 5 * uniform / Math.sqrt(5000));
    assertAlmostEquals(deviation, uniform, 5 * uniform / Math.sqrt(5000));
  }
});

Deno.test("One quote in fifty is an outlier ten times as far off", () => {
  const level = 0.01;
  const all = shocks({ kind: "outliers", level });
  // A mixture of N(0, 1) and N(0, 10²): 0.98 + 0.02 · 100 is its variance.
  const { deviation } = moments(all);
  assertAlmostEquals(deviation, level * Math.sqrt(2.98), 0.03 * level);
  // Beyond four deviations there is next to nothing but outliers: two normal
  // draws in 31,574, but .689 of N(0, 10²).
  const far = all.filter((x) => Math.abs(x) > 4 * level).length / all.length;
  const share = 0.02 * 0.6892;
  assertAlmostEquals(far, share, 5 * Math.sqrt(share / all.length));
});

Deno.test("The level is one per cent where none is named", () => {
  const { deviation } = moments(shocks({ kind: "proportional" }, 50));
  assertAlmostEquals(deviation, 0.01, 5 * 0.01 / Math.sqrt(2e4));
});

Deno.test("However much noise there is a volatility stays positive", () => {
  for (const kind of NOISE_KINDS) {
    const factors = shocks({ kind, level: 5 }, 20).map((x) => 1 + x);
    assert(factors.every((f) => f >= 0.05 - 1e-7), kind);
  }
});

Deno.test("Noise is the same for a seed and another for another", () => {
  for (const kind of NOISE_KINDS.slice(1)) {
    const noisy = (seed: number) => {
      const vols = new Float32Array(200).fill(0.2);
      addNoiseInto(vols, moneyness, { kind, level: 0.01 }, makeRng(seed));
      return [...vols];
    };
    assertEquals(noisy(4), noisy(4));
    assert(noisy(4).every((v, i) => v !== noisy(5)[i]), kind);
  }
});
