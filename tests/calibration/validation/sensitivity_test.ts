import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertStringIncludes,
} from "@std/assert";
import { fitJacobian } from "lib/calibration/validation/fit_jacobian.ts";
import {
  logMoneynessOf,
  maturityOf,
  quotesWhere,
} from "lib/calibration/validation/quote_subsets.ts";
import { sensitivity } from "lib/calibration/validation/sensitivity.ts";
import { sensitivityVerdict } from "lib/calibration/validation/sensitivity_verdict.ts";
import {
  lawVols,
  leastSquares,
} from "lib/calibration/validation/smile_model.ts";
import { STRANGE_SURFACES } from "lib/calibration/validation/strange_surfaces.ts";
import { makeRng } from "lib/core/rng.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { syntheticQuotes } from "../synthetic_quotes.ts";

const LAW = lawByName("variance-gamma");
const TRUTH = { sigma: 0.18, nu: 0.4, theta: -0.25 };
const QUOTES = syntheticQuotes("variance-gamma", TRUTH);

Deno.test("fitJacobian() says how far the surface moves with a parameter", () => {
  // Least squares lets quotes next to without vega weigh less: not here.
  const tau = maturityOf(QUOTES);
  const k = logMoneynessOf(QUOTES);
  const near = quotesWhere(
    QUOTES,
    (i) => Math.abs(k[i]) < 0.4 * Math.sqrt(tau[i]),
  );
  assert(near.size > 30);
  const { effects } = fitJacobian(LAW, TRUTH, near);
  const at = (params: Record<string, number>) => lawVols(LAW, params, near);
  for (const [name, value] of Object.entries(TRUTH)) {
    const step = 1e-4 * value;
    const up = at({ ...TRUTH, [name]: value + step });
    const down = at({ ...TRUTH, [name]: value - step });
    const moves = up.map((v, i) => (v - down[i]) / 2e-4 * 0.1);
    const rms = Math.sqrt(moves.reduce((s, m) => s + m * m, 0) / near.size);
    assertAlmostEquals(effects[name] / rms, 1, 1e-4, name);
  }
});

Deno.test("fitJacobian() finds the two parameters that can move together", () => {
  // With mean reversion this slow only κ·θ matters.
  const heston = lawByName("heston");
  const params = { v0: 0.04, kappa: 0.02, theta: 0.5, xi: 0.4, rho: -0.6 };
  const quotes = syntheticQuotes("heston", params);
  const { condition, weakest, correlation, names } = fitJacobian(
    heston,
    params,
    quotes,
  );
  assert(condition !== null && condition > 100);
  const [a, b] = Object.entries(weakest)
    .sort(([, x], [, y]) => Math.abs(y) - Math.abs(x)).map(([name]) => name);
  assertEquals([a, b].sort(), ["kappa", "theta"]);
  const [k, t] = [names.indexOf("kappa"), names.indexOf("theta")];
  assertLess(correlation![k][t], -0.99);
});

Deno.test("fitJacobian() names a parameter on which nothing depends", () => {
  // Without jumps their size is nowhere to be seen.
  const merton = lawByName("merton");
  const params = { sigma: 0.2, lambda: 0, muJ: -0.1, sigmaJ: 0.1 };
  const quotes = syntheticQuotes("black-scholes", { sigma: 0.2 });
  const found = fitJacobian(merton, params, quotes);
  assertEquals(found.unseen, ["muJ", "sigmaJ"]);
  assertEquals([found.condition, found.correlation], [null, null]);
  assertEquals(found.shiftsAt(0.01), null);
});

Deno.test("sensitivity() shifts under noise as the Jacobian foretells, and not at all where quotes are missing", async () => {
  const found = await sensitivity(QUOTES, LAW, leastSquares(LAW), {
    rng: makeRng(3),
    noise: [0.002],
    missing: [0.5],
    trials: 40,
  });
  assertLess(found.rmse, 1e-7);
  const [{ parameters, foretold, surface }] = found.noise;
  for (const name of LAW.space.names) {
    // The standard error of a deviation from 40 trials is 11 %.
    const ratio = parameters[name] / foretold![name];
    assert(Math.abs(ratio - 1) < 4 * 0.112, `${name}: ${ratio}`);
  }
  // Three parameters keep √(3/60) of the noise of sixty quotes.
  const noise = 0.002 * Math.sqrt(
    QUOTES.impliedVol.reduce((s, v) => s + v * v, 0) / 60,
  );
  assert(surface > 0.5 * noise * Math.sqrt(3 / 60));
  assertLess(surface, 2 * noise * Math.sqrt(3 / 60));
  // Half of exact quotes still determine three parameters.
  assertLess(found.missing[0].surface90, 1e-6);
  assertStringIncludes(
    sensitivityVerdict(found).join("\n"),
    "can be read off such quotes",
  );
});

Deno.test("sensitivity() catches a fit that is wrong and says nothing", async () => {
  const deaf = () => ({ params: TRUTH, flags: [] });
  const options = { rng: makeRng(3), noise: [], missing: [] };
  const found = await sensitivity(QUOTES, LAW, deaf, options);
  assert(found.strange.filter(({ silent }) => silent).length >= 4);
  const warned = await sensitivity(
    QUOTES,
    LAW,
    () => ({ params: TRUTH, flags: ["do not trust me"] }),
    options,
  );
  assert(warned.strange.every(({ silent }) => !silent));
  const text = sensitivityVerdict(found).join("\n");
  assertStringIncludes(text, "silently wrong on");
  assertStringIncludes(text, "three times the volatility");
});

Deno.test("sensitivity() is the same for a seed", async () => {
  const run = (seed: number) =>
    sensitivity(QUOTES, LAW, leastSquares(LAW, { starts: 1 }), {
      rng: makeRng(seed),
      noise: [0.01],
      missing: [0.5],
      trials: 2,
    });
  const [a, b, c] = [await run(1), await run(1), await run(2)];
  assertEquals(a.noise, b.noise);
  assertEquals(a.missing, b.missing);
  assert(a.noise[0].surface !== c.noise[0].surface);
});

Deno.test("Strange surfaces are what they say", () => {
  const made = new Map(
    STRANGE_SURFACES.map(({ what, vols }) => [what, vols(QUOTES, makeRng(1))]),
  );
  for (const [what, vols] of made) {
    assert(vols.every((v) => v > 0 && Number.isFinite(v)), what);
    assertEquals(vols.length, QUOTES.size);
  }
  const k = logMoneynessOf(QUOTES);
  const slope = (vols: Float64Array) =>
    vols.reduce((sum, v, i) => sum + k[i] * v, 0);
  assert(slope(QUOTES.impliedVol) < 0);
  assert(slope(made.get("the skew turned round")!) > 0);
  assert(new Set(made.get("no smile")!).size === 1);
  const off = made.get("one quote in twenty off by half")!
    .filter((v, i) => v !== QUOTES.impliedVol[i]);
  assert(off.length > 0 && off.length < 12);
});
