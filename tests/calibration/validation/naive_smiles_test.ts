import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { gridQuotes } from "lib/calibration/neural/grid_quotes.ts";
import {
  flatSmile,
  interpolate,
  interpolatedSmile,
} from "lib/calibration/validation/naive_smiles.ts";

const grid = (maturities: number[], moneyness: number[]) => ({
  maturities: Float64Array.from(maturities),
  moneyness: Float64Array.from(moneyness),
});
const QUOTES = gridQuotes(
  [0.3, 0.2, 0.25, 0.28, 0.22, 0.24],
  grid([0.25, 1], [0.9, 1, 1.1]),
  "by hand",
);

/** The smile's volatility at one contract. */
function at(moneyness: number, tau: number): number {
  const asked = gridQuotes([0.5], grid([tau], [moneyness]), "asked");
  return interpolate(QUOTES).volsOf(asked)[0];
}

Deno.test("interpolate() goes through every quote", () => {
  interpolate(QUOTES).volsOf(QUOTES).forEach((vol, i) =>
    assertAlmostEquals(vol, QUOTES.impliedVol[i], 1e-15)
  );
});

Deno.test("interpolate() is linear in ln(K/F)/√τ along an expiry", () => {
  const half = Math.exp(Math.log(1.1) / 2);
  assertAlmostEquals(at(half, 1), 0.23, 1e-12);
  assertAlmostEquals(at(half, 0.25), 0.225, 1e-12);
  // Constant beyond the last strike.
  assertAlmostEquals(at(2, 1), 0.24, 1e-15);
  assertAlmostEquals(at(0.5, 0.25), 0.3, 1e-15);
});

Deno.test("interpolate() is linear in total variance between expiries", () => {
  const variance = (0.2 ** 2 * 0.25 + 0.22 ** 2 * 1) / 2;
  assertAlmostEquals(at(1, 0.625), Math.sqrt(variance / 0.625), 1e-12);
  // Constant before the first and after the last.
  assertAlmostEquals(at(1, 0.05), 0.2, 1e-15);
  assertAlmostEquals(at(1, 3), 0.22, 1e-15);
});

Deno.test("Naive smiles repeat the newest day", async () => {
  const older = gridQuotes([0.9], grid([1], [1]), "older");
  const asked = gridQuotes([0.5], grid([1], [1]), "asked");
  for (
    const [model, wanted] of [[interpolatedSmile, 0.22], [
      flatSmile,
      (0.3 + 0.2 + 0.25 + 0.28 + 0.22 + 0.24) / 6,
    ]] as const
  ) {
    const fitted = await model.fit([older, QUOTES]);
    assertAlmostEquals(fitted.volsOf(asked)[0], wanted, 1e-12);
    assertEquals(fitted.answer, null);
    assert(model.naive);
  }
});
