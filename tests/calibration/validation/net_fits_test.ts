import "../../graph/wasm_ready.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
} from "@std/assert";
import type { NeuralCalibrator } from "lib/calibration/neural/net_fit.ts";
import { trainingRegion } from "lib/calibration/neural/training_region.ts";
import {
  boxAbout,
  netFit,
  polishedFit,
  retrainedFit,
} from "lib/calibration/validation/net_fits.ts";
import { lawVols } from "lib/calibration/validation/smile_model.ts";
import { scoreOf } from "lib/calibration/validation/score.ts";
import { lawByName, LAWS } from "lib/pricing/laws/laws.ts";
import { syntheticQuotes } from "../synthetic_quotes.ts";

const TRUTH = { sigma: 0.25, nu: 0.4, theta: -0.2 };
const LAW = lawByName("variance-gamma");
const QUOTES = syntheticQuotes("variance-gamma", TRUTH);

/** A calibrator that is a little off and has doubts. */
const OFF: NeuralCalibrator = {
  law: LAW,
  identity: { name: "off", version: "1.0.0", runId: "" },
  fit: (surfaces) =>
    Promise.resolve(surfaces.map(({ size }) => ({
      params: { sigma: 0.26, nu: 0.5, theta: -0.22 },
      rmseImpliedVol: 0.01,
      insideRegion: false,
      reasons: ["a doubt"],
      quotesUsed: size,
    }))),
  release: () => Promise.resolve(),
};

Deno.test("netFit() hands on what the net says, doubts included", async () => {
  const { params, flags } = await netFit(OFF)(QUOTES);
  assertEquals(params, { sigma: 0.26, nu: 0.5, theta: -0.22 });
  assertEquals(flags, ["a doubt"]);
});

Deno.test("polishedFit() ends at the exact parameters, whatever the net's error", async () => {
  const { params, flags } = await polishedFit(OFF)(QUOTES);
  for (const [name, value] of Object.entries(TRUTH)) {
    assertAlmostEquals(params[name] / value, 1, 1e-6, name);
  }
  assertEquals(flags, ["a doubt"]);
});

Deno.test("boxAbout() lies about its point, as wide as asked, where the law can be searched", () => {
  for (const law of LAWS) {
    const widest = trainingRegion(law.name);
    const params = law.space.start();
    const box = boxAbout(law, params, 0.3);
    for (const { name, search } of law.space.parameters) {
      const [low, high] = box[name];
      const width = widest[name][1] - widest[name][0];
      assertAlmostEquals((high - low) / width, 0.3, 1e-9, name);
      assert(low >= search[0] - 1e-12 && high <= search[1] + 1e-12, name);
    }
  }
});

Deno.test("retrainedFit() trains a net of its own about the quotes it is shown", async () => {
  const law = lawByName("black-scholes");
  const fit = retrainedFit(law, { samples: 300, epochs: 12 });
  for (const sigma of [0.22, 0.5]) {
    const quotes = syntheticQuotes("black-scholes", { sigma });
    const { params } = await fit(quotes);
    const off = lawVols(law, params, quotes).map((v) => v - sigma);
    // A tiny net: within a few points of a box that is 37 points wide.
    assertLess(scoreOf(off).rmse, 0.06);
  }
});
