/** Delta models on real chains, where they are: `../shared/data`. */

import "../graph/wasm_ready.ts";
import { assert } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { deltaTable } from "lib/greeks/delta_table.ts";
import { parityPoints } from "lib/greeks/parity_points.ts";
import { crossValidateDelta } from "lib/greeks/train_delta.ts";
import type { OptionSamples } from "lib/market/history/fetch_option_samples.ts";
import {
  readHistoryFiles,
  samplesFromRows,
} from "lib/market/history/read_samples.ts";
import { takeSamples } from "lib/market/history/take_samples.ts";
import { regressionScores } from "lib/validation/metrics/regression.ts";

const FILE = "../shared/data/chains/spy_spx_chains_with_greeks.csv.gz";
const IS_THERE = await Deno.stat(FILE).then(() => true, () => false);

/** What `tenor greeks train` learns from by default. */
function usual(samples: OptionSamples): OptionSamples {
  return takeSamples(
    samples,
    Array.from(samples.dte.keys()).filter((i) =>
      samples.rootSymbol[i] === "SPY" && samples.dte[i] <= 90 &&
      samples.moneyness[i] >= 0.5 && samples.moneyness[i] <= 1.5 &&
      Number.isFinite(samples.delta[i])
    ),
  );
}

Deno.test({
  name: IS_THERE
    ? "on days of SPY not learnt from the mean error is below .0045, and below Black and Scholes'"
    : `deltas of SPY are not measured: ${FILE} is not on this machine`,
  ignore: !IS_THERE,
  fn: async () => {
    const rows = await readHistoryFiles([FILE]);
    const sides = (["call", "put"] as const).map((type) =>
      usual(samplesFromRows(rows, type))
    );
    const points = parityPoints(sides);
    for (const samples of sides) {
      const { predicted, baseline } = await crossValidateDelta(
        deltaTable(samples),
        points,
        { rng: makeRng(1) },
      );
      const { mae } = regressionScores(samples.delta, predicted);
      const { mae: baselineMae } = regressionScores(samples.delta, baseline);
      const what = `${samples.contractType[0]}s: ${mae}, not ${baselineMae}`;
      assert(mae < 0.0045, what);
      assert(mae < baselineMae, what);
    }
  },
});
