import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { maxDrawdown } from "lib/backtest/metrics/drawdowns.ts";
import { totalReturn } from "lib/backtest/metrics/returns.ts";
import { sharpeRatio } from "lib/backtest/metrics/sharpe_ratio.ts";
import {
  type ReturnModel,
  simulateChunk,
} from "lib/backtest/simulation/path_chunk.ts";
import { makeRng } from "lib/core/rng.ts";
import { PseudoBits } from "lib/pricing/kernels/mc_bits.ts";
import { normalsInto } from "lib/pricing/kernels/mc_normals.ts";

const task = { days: 60, paths: 1, seed: 5, chunk: 3 };

function wordsOf(count: number): Int32Array {
  const words = new Int32Array(count);
  new PseudoBits(makeRng(5).child("chunk 3")).fillInto(words, 0, count);
  return words;
}

/** What the metrics make of a path is what the chunk counts of it. */
function agree(model: ReturnModel, returns: Float64Array) {
  const { wealth, drawdown, sharpe } = simulateChunk({ ...task, model });
  assertAlmostEquals(wealth.sum, 1 + totalReturn(returns), 1e-14);
  assertAlmostEquals(drawdown.sum, maxDrawdown(returns), 1e-14);
  assertAlmostEquals(
    sharpe.sum,
    sharpeRatio(returns, { periodsPerYear: 1 })!,
    1e-12,
  );
  assertEquals([wealth.count, drawdown.count, sharpe.count], [1, 1, 1]);
}

Deno.test("simulateChunk() of Gaussian returns counts what the metrics make of its paths", () => {
  const normals = new Float64Array(60);
  normalsInto(wordsOf(60), normals, 60);
  agree(
    { kind: "gaussian", mean: 1e-3, sigma: 0.02 },
    normals.map((z) => 1e-3 + 0.02 * z),
  );
});

Deno.test("simulateChunk() draws history in circular blocks", () => {
  const rng = makeRng(9);
  const returns = Float64Array.from({ length: 37 }, () => 0.01 * rng.normal());
  for (const block of [1, 7, 37]) {
    const words = wordsOf(Math.ceil(60 / block));
    const path = Float64Array.from({ length: 60 }, (_, i) => {
      const start = Math.floor(
        (words[Math.floor(i / block)] >>> 0) / 2 ** 32 * 37,
      );
      return returns[(start + i % block) % 37];
    });
    agree({ kind: "bootstrap", returns, block }, path);
  }
});

Deno.test("simulateChunk() gives no Sharpe ratio to a path that does not move", () => {
  const still = simulateChunk({
    ...task,
    paths: 10,
    model: { kind: "bootstrap", returns: Float64Array.of(0.01) },
  });
  assertEquals([still.sharpe.count, still.wealth.count], [0, 10]);
  assertEquals(still.drawdown.sum, 0);
});

Deno.test("simulateChunk() ends at nothing where all is lost", () => {
  const { wealth, drawdown } = simulateChunk({
    ...task,
    model: { kind: "bootstrap", returns: Float64Array.of(0.01, -1) },
  });
  assertEquals([wealth.sum, drawdown.sum], [0, 1]);
  assert(wealth.histogram.counts[0] === 1);
});
