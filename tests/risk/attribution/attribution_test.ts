import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { normalCdf, normalPdf } from "lib/math/normal.ts";
import { attributeSectors } from "lib/risk/attribution/brinson.ts";
import { attributeFactors } from "lib/risk/attribution/factor.ts";
import {
  attributeGreeks,
  GREEK_PARTS,
  type GreekState,
  inMinorUnits,
} from "lib/risk/attribution/greek.ts";
import { randomPanel } from "../random_panel.ts";

/** A call of strike 100 at time 1 under Black and Scholes without rates. */
function callState(
  spot: number,
  volatility: number,
  time: number,
): GreekState {
  const root = volatility * Math.sqrt(1 - time);
  const d1 = Math.log(spot / 100) / root + root / 2;
  const d2 = d1 - root;
  const vega = spot * normalPdf(d1) * Math.sqrt(1 - time);
  return {
    value: spot * normalCdf(d1) - 100 * normalCdf(d2),
    spot,
    volatility,
    time,
    delta: normalCdf(d1),
    gamma: normalPdf(d1) / (spot * root),
    vega,
    theta: -spot * normalPdf(d1) * volatility / (2 * Math.sqrt(1 - time)),
    vanna: -normalPdf(d1) * d2 / volatility,
    volga: vega * d1 * d2 / volatility,
  };
}

Deno.test("what Greeks leave of a call's profit falls with the cube of the move", () => {
  const move = (step: number) =>
    attributeGreeks([
      callState(103, 0.2, 0.5),
      callState(103 * (1 + 0.04 * step), 0.2 + 0.03 * step, 0.5),
    ]);
  for (const step of [1, 0.5, 0.25]) {
    const ratio = move(step).unexplained / move(step / 2).unexplained;
    assert(ratio > 6.5 && ratio < 9.5, `${ratio}`);
  }
  const { unexplained, pnl } = move(1);
  assert(Math.abs(unexplained) < 0.01 * pnl, `${unexplained} of ${pnl}`);
});

Deno.test("parts by Greek sum to the profit and loss, in cents exactly", () => {
  const rng = makeRng(31);
  for (let trial = 0; trial < 300; ++trial) {
    let [spot, volatility] = [100, 0.2];
    const states = Array.from({ length: 12 }, (_, i) => {
      spot *= Math.exp(0.01 * rng.normal());
      volatility *= Math.exp(0.03 * rng.normal());
      return callState(spot, volatility, i / 252);
    });
    const quantity = Math.round(1000 * rng.normal());
    const parts = attributeGreeks(states, quantity);
    const sum = GREEK_PARTS.reduce((total, part) => total + parts[part], 0);
    const paid = quantity * (states[11].value - states[0].value);
    const largest = Math.max(
      ...GREEK_PARTS.map((part) => Math.abs(parts[part])),
    );
    assertAlmostEquals(sum, parts.pnl, 1e-13 * (1 + 12 * largest));
    assertAlmostEquals(parts.pnl, paid, 1e-10 * (1 + Math.abs(quantity)));
    const cents = inMinorUnits(parts);
    const whole = GREEK_PARTS.reduce((total, part) => total + cents[part], 0);
    assertEquals(whole, cents.pnl);
    assertEquals(cents.pnl, Math.round(100 * parts.pnl) + 0);
    assert(GREEK_PARTS.every((part) => Number.isInteger(cents[part])));
    assert(Math.abs(cents.unexplained - 100 * parts.unexplained) <= 4.5);
  }
});

Deno.test("attributeGreeks() scales with quantity and adds over steps", () => {
  const states = [0, 1, 2].map((i) =>
    callState(100 + i, 0.2 + i / 100, i / 252)
  );
  const one = attributeGreeks(states, 1);
  const minus = attributeGreeks(states, -4);
  const first = attributeGreeks(states.slice(0, 2));
  const second = attributeGreeks(states.slice(1));
  for (const part of GREEK_PARTS) {
    assertAlmostEquals(minus[part], -4 * one[part], 1e-13);
    assertAlmostEquals(first[part] + second[part], one[part], 1e-13);
  }
});

Deno.test("attributeFactors() finds least squares: residuals know nothing of the factors", () => {
  const rng = makeRng(33);
  const factors = randomPanel(rng.child("factors"), 250, 3);
  const truth = [0.8, -0.3, 1.5];
  const returns = Float64Array.from({ length: 250 }, (_, t) => {
    let value = 0.0004 + 0.002 * rng.normal();
    truth.forEach((beta, k) => value += beta * factors.data[3 * t + k]);
    return value;
  });
  const parts = attributeFactors(returns, factors);
  for (let k = 0; k < 3; ++k) {
    let product = 0;
    parts.residuals.forEach((e, t) => product += e * factors.data[3 * t + k]);
    assertAlmostEquals(product, 0, 1e-15);
    // The standard error of a beta is about 0.002/(√250·0.007) = 0.02.
    assertAlmostEquals(parts.betas[k], truth[k], 0.08);
  }
  const sum = parts.byFactor.reduce((s, x) => s + x, 0) + parts.alphaTotal +
    parts.residualTotal;
  assertAlmostEquals(sum, returns.reduce((s, r) => s + r, 0), 1e-14);
  assertAlmostEquals(parts.residualTotal, 0, 1e-14);
  assert(parts.rSquared > 0.9 && parts.rSquared < 1);
  const scaled = {
    ...factors,
    data: factors.data.map((x, at) => at % 3 === 1 ? 1e6 * x : x),
  };
  assertAlmostEquals(
    attributeFactors(returns, scaled).byFactor[1],
    parts.byFactor[1],
    1e-12,
  );
});

Deno.test("attributeFactors() with given betas leaves the rest to the residual", () => {
  const factors = {
    data: Float64Array.of(0.01, -0.02, 0.03),
    rows: 3,
    cols: 1,
  };
  const parts = attributeFactors([0.02, 0, 0.01], factors, { betas: [0.5] });
  assertAlmostEquals(parts.byFactor[0], 0.01, 1e-16);
  assertEquals(parts.alpha, 0);
  assertAlmostEquals(parts.residualTotal, 0.02, 1e-16);
});

Deno.test("attributeSectors() sums to the excess return on random books", () => {
  const rng = makeRng(35);
  for (let trial = 0; trial < 100; ++trial) {
    const n = 1 + trial % 8;
    const shares = () => {
      const raw = Array.from({ length: n }, () => rng.uniform());
      const sum = raw.reduce((a, b) => a + b, 0);
      return raw.map((x) => x / sum);
    };
    const [weights, benchmarkWeights] = [shares(), shares()];
    const { total, excess, sectors } = attributeSectors(
      weights.map((weight, i) => ({
        sector: `${i}`,
        weight,
        return: 0.1 * rng.normal(),
        benchmarkWeight: benchmarkWeights[i],
        benchmarkReturn: 0.1 * rng.normal(),
      })),
    );
    const sum = total.allocation + total.selection + total.interaction;
    assertAlmostEquals(sum, excess, 1e-15);
    assertEquals(sectors.length, n);
  }
});

Deno.test("attributeSectors() gives the sector effects of Bacon (2008), chapter 5", () => {
  const { sectors } = attributeSectors([
    {
      sector: "UK",
      weight: 0.4,
      return: 0.2,
      benchmarkWeight: 0.4,
      benchmarkReturn: 0.1,
    },
    {
      sector: "Japan",
      weight: 0.3,
      return: -0.05,
      benchmarkWeight: 0.2,
      benchmarkReturn: -0.04,
    },
    {
      sector: "US",
      weight: 0.3,
      return: 0.06,
      benchmarkWeight: 0.4,
      benchmarkReturn: 0.08,
    },
  ]);
  const published = [[0, 0.04, 0], [-0.0104, -0.002, -0.001], [
    -0.0016,
    -0.008,
    0.002,
  ]];
  sectors.forEach((row, i) => {
    assertAlmostEquals(row.allocation, published[i][0], 1e-15);
    assertAlmostEquals(row.selection, published[i][1], 1e-15);
    assertAlmostEquals(row.interaction, published[i][2], 1e-15);
  });
});

Deno.test("attributions of what cannot be divided are refused", () => {
  const state = callState(100, 0.2, 0);
  assertThrows(() => attributeGreeks([state]), TypeError, "at least 2");
  assertThrows(
    () => attributeGreeks([state, { ...state, vega: NaN }]),
    RangeError,
    "states[1].vega",
  );
  assertThrows(
    () => attributeGreeks([callState(100, 0.2, 0.5), state]),
    RangeError,
    "states[1].time",
  );
  const panel = randomPanel(makeRng(1), 20, 2);
  const twins = {
    data: Float64Array.from({ length: 40 }, (_, at) => panel.data[at - at % 2]),
    rows: 20,
    cols: 2,
  };
  const returns = new Float64Array(20);
  assertThrows(
    () => attributeFactors(returns, twins),
    RangeError,
    "combination",
  );
  const still = { ...panel, data: panel.data.map((x, at) => at % 2 ? 1 : x) };
  assertThrows(
    () => attributeFactors(returns, still),
    RangeError,
    "variance of column 1",
  );
  assertThrows(() => attributeFactors([1, 2], panel), TypeError, "20");
  assertThrows(
    () =>
      attributeFactors([1, 2], { data: new Float64Array(4), rows: 2, cols: 2 }),
    TypeError,
    "at least 4 rows",
  );
  assertThrows(
    () => attributeFactors(returns, panel, { betas: [1] }),
    TypeError,
    "2 values",
  );
  const half = {
    sector: "A",
    weight: 0.5,
    return: 0,
    benchmarkWeight: 1,
    benchmarkReturn: 0,
  };
  assertThrows(
    () => attributeSectors([half]),
    RangeError,
    "weight must sum to 1",
  );
});
