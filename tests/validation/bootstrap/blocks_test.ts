import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import {
  blockIndices,
  type BlockKind,
} from "lib/validation/bootstrap/blocks.ts";
import { bootstrapMeans } from "lib/validation/bootstrap/bootstrap_means.ts";
import { optimalBlockLength } from "lib/validation/bootstrap/optimal_block_length.ts";
import {
  ARCH_BLOCK_LENGTHS,
  madeReturns,
} from "../../reference/arch_comparisons.ts";
import { NILE, NILE_BLOCK_LENGTH } from "../../reference/nile.ts";

const KINDS: readonly BlockKind[] = ["stationary", "circular", "moving"];

Deno.test("blockIndices() draws n indices whose neighbours are neighbours", () => {
  const [n, blockLength, replications] = [97, 8, 200];
  for (const kind of KINDS) {
    let breaks = 0;
    const rng = makeRng(2);
    for (
      const indices of blockIndices(n, { rng, kind, blockLength, replications })
    ) {
      assertEquals(indices.length, n);
      assert(indices.every((i) => i >= 0 && i < n));
      for (let i = 1; i < n; ++i) {
        const follows = indices[i] === indices[i - 1] + 1;
        const wraps = kind !== "moving" && indices[i] === 0 &&
          indices[i - 1] === n - 1;
        if (!follows && !wraps) ++breaks;
      }
    }
    // A new block may begin by chance where the last would have gone on.
    const perResample = kind === "stationary" ? (n - 1) / 8 : 12;
    assertAlmostEquals(breaks / replications, perResample, 1);
  }
});

Deno.test("blockIndices() visits every value alike on a circle, the ends less in moving blocks", () => {
  const share = (kind: BlockKind, place: number) => {
    let hits = 0;
    const options = {
      rng: makeRng(3),
      kind,
      blockLength: 5,
      replications: 4000,
    };
    for (const indices of blockIndices(20, options)) {
      for (const i of indices) if (i === place) ++hits;
    }
    return hits / 80_000;
  };
  // The standard error with blocks of 5 is about 5·√(.05/80,000)/√5 = .0018.
  for (const kind of ["stationary", "circular"] as const) {
    for (const place of [0, 10, 19]) {
      assertAlmostEquals(share(kind, place), 0.05, 0.008);
    }
  }
  assertAlmostEquals(share("moving", 0), 1 / 16 / 5, 0.004);
});

Deno.test("bootstrapMeans() are the means of the indexed rows, deviations from the mean", () => {
  const values = madeReturns(60, true);
  for (const kind of KINDS) {
    const options = { kind, blockLength: 7, replications: 20 };
    const { means, deviations } = bootstrapMeans(values, {
      ...options,
      rng: makeRng(9),
    });
    let r = 0;
    for (const indices of blockIndices(60, { ...options, rng: makeRng(9) })) {
      for (let j = 0; j < 6; ++j) {
        let mean = 0;
        for (const i of indices) mean += values.data[i * 6 + j] / 60;
        assertAlmostEquals(means[j] + deviations.data[r * 6 + j], mean, 1e-16);
      }
      ++r;
    }
    assertEquals(r, 20);
  }
});

Deno.test("optimalBlockLength() is arch's", () => {
  const nile = optimalBlockLength(NILE);
  assertAlmostEquals(nile.stationary, NILE_BLOCK_LENGTH.stationary, 1e-11);
  assertAlmostEquals(nile.circular, NILE_BLOCK_LENGTH.circular, 1e-11);
  const { data } = madeReturns(300, true);
  ARCH_BLOCK_LENGTHS.forEach(({ stationary, circular }, j) => {
    const found = optimalBlockLength(data.filter((_, at) => at % 6 === j));
    assertAlmostEquals(found.stationary, stationary, 1e-10);
    assertAlmostEquals(found.circular, circular, 1e-10);
  });
});

Deno.test("Resampling refuses lengths that do not fit, naming them", () => {
  const rng = makeRng(1);
  const draw = (kind: BlockKind, blockLength: number) => () =>
    blockIndices(10, { rng, kind, blockLength, replications: 1 }).next();
  assertThrows(draw("stationary", 0.5), RangeError, "current value is 0.5");
  assertThrows(draw("moving", 11), RangeError, "in [1, 10]");
  assertThrows(draw("circular", 2.5), RangeError, "a whole number");
  assertEquals(draw("stationary", 2.5)().done, false);
  assertThrows(
    () => optimalBlockLength([1, 2, 3]),
    RangeError,
    "at least 11 of them: current value is 3",
  );
  const data = Float64Array.of(1, NaN, 3);
  assertThrows(
    () => bootstrapMeans({ data, rows: 3, cols: 1 }, { rng, blockLength: 1 }),
    RangeError,
    "row 1, column 0 is NaN",
  );
});

Deno.test("bootstrapMeans() stops when asked to", () => {
  const controller = new AbortController();
  const values = madeReturns(60, true);
  assertThrows(
    () =>
      bootstrapMeans(values, {
        rng: makeRng(1),
        blockLength: 3,
        signal: controller.signal,
        onProgress: ({ done }) => {
          if (done > 0) controller.abort(new Error("enough"));
        },
      }),
    Error,
    "enough",
  );
});
