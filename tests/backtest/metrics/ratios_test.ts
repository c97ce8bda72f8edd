import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { alphaBeta } from "lib/backtest/metrics/alpha_beta.ts";
import { cagr } from "lib/backtest/metrics/cagr.ts";
import { calmarRatio } from "lib/backtest/metrics/calmar_ratio.ts";
import {
  drawdownCurve,
  drawdownsOf,
  maxDrawdown,
} from "lib/backtest/metrics/drawdowns.ts";
import { omegaRatio } from "lib/backtest/metrics/omega_ratio.ts";
import {
  returnsUntilRuin,
  simpleReturns,
  totalReturn,
} from "lib/backtest/metrics/returns.ts";
import { sharpeRatio } from "lib/backtest/metrics/sharpe_ratio.ts";
import {
  downsideDeviation,
  sortinoRatio,
} from "lib/backtest/metrics/sortino_ratio.ts";
import { tailRatio } from "lib/backtest/metrics/tail_ratio.ts";
import { volatility } from "lib/backtest/metrics/volatility.ts";
import { BACON, BENCHMARK, PORTFOLIO } from "../../reference/bacon_2008.ts";
import {
  LONGER,
  MIXED,
  NEGATIVE,
  POSITIVE,
  TWO,
} from "../../reference/empyrical.ts";

/** As many decimals as empyrical's tests ask for. */
const close = (value: number | null, expected: number) =>
  assertAlmostEquals(value!, expected, 1.5e-8);

Deno.test("cagr(), volatility() and calmarRatio() reproduce empyrical's tests", () => {
  close(totalReturn(NEGATIVE), -0.36590730349873601);
  // Its leading NaN counts as a period there: `LONGER` has a 0 in its place.
  close(cagr(LONGER), 1.9135925373194231);
  close(cagr(LONGER, 52), 0.24690830513998208);
  close(cagr(LONGER, 12), 0.052242061386048144);
  close(volatility(MIXED), 0.9136465399704637);
  close(volatility(LONGER, 52), 0.38851569394870583);
  close(volatility(LONGER, 12), 0.18663690238892558);
  close(calmarRatio(LONGER), 19.135925373194233);
  close(calmarRatio(LONGER, 12), 0.52242061386048144);
});

Deno.test("sharpeRatio() and sortinoRatio() reproduce empyrical's tests", () => {
  close(sharpeRatio(MIXED), 1.7238613961706866);
  close(sharpeRatio(POSITIVE), 52.915026221291804);
  close(sharpeRatio(NEGATIVE), -24.406808633910085);
  close(sortinoRatio(MIXED), 2.605531251673693);
  close(sortinoRatio(MIXED, { riskFree: 0.01 }), -1.3934779588919977);
  close(sortinoRatio(NEGATIVE), -13.532743075043401);
  close(sortinoRatio(TWO), 38.090963117002495);
  close(downsideDeviation(MIXED) * Math.sqrt(252), 0.60448325038829653);
  close(downsideDeviation(MIXED, 0.1) * Math.sqrt(252), 1.7161730681956295);
});

Deno.test("maxDrawdown(), omegaRatio(), tailRatio() reproduce empyrical's tests", () => {
  close(maxDrawdown(MIXED), 0.1);
  close(maxDrawdown(NEGATIVE), 0.36590730349873601);
  // Its required return is a year's: (1 + 10)^(1/252) − 1 a day.
  close(omegaRatio(MIXED, 11 ** (1 / 252) - 1), 0.83354263497557934);
  close(omegaRatio(MIXED, 0.01), 0.8125);
  close(omegaRatio(POSITIVE, 0.011), 1.125);
  // To the one decimal that its test asks for; to all of NumPy's by Bacon's.
  assertAlmostEquals(tailRatio(MIXED)!, 0.9473684210526313, 0.05);
  assertAlmostEquals(tailRatio(PORTFOLIO)!, 1.1748310810810811, 1e-14);
});

Deno.test("alphaBeta() reproduces empyrical's tests and SciPy's regression", () => {
  const mixed = alphaBeta(MIXED, NEGATIVE.slice(1))!;
  close(mixed.alpha, -8.306666666666668);
  close(mixed.beta, -0.71296296296296313);
  // scipy.stats.linregress; t of its intercept_stderr; ddof-1 deviations.
  const bacon = alphaBeta(PORTFOLIO, BENCHMARK, { periodsPerYear: 12 })!;
  assertAlmostEquals(bacon.beta, 0.9988502086225743, 1e-13);
  assertAlmostEquals(bacon.alpha, 12 * -0.0010301208449183495, 1e-14);
  assertAlmostEquals(bacon.correlation!, 0.9693858148753048, 1e-13);
  assertAlmostEquals(bacon.alphaT!, -0.4910247913489753, 1e-12);
  assertAlmostEquals(bacon.trackingError, 0.033639715141222715, 1e-14);
  assertAlmostEquals(bacon.informationRatio!, -0.3715845971799642, 1e-12);
  // Less a riskless return on both sides only alpha changes, by (β − 1)·f.
  const riskFree = 0.002;
  const less = alphaBeta(PORTFOLIO, BENCHMARK, {
    periodsPerYear: 12,
    riskFree,
  })!;
  assertAlmostEquals(
    less.alpha - bacon.alpha,
    12 * (bacon.beta - 1) * riskFree,
    1e-15,
  );
  assertEquals(less.beta, bacon.beta);
  assertEquals(alphaBeta(MIXED, new Float64Array(8)), null);
  const own = alphaBeta(MIXED, MIXED)!;
  assertEquals([own.alphaT, own.informationRatio], [null, null]);
  assertThrows(() => alphaBeta(MIXED, [0.1]), TypeError, "8 and 1");
});

Deno.test("downside deviation, Omega and the pain index are those of Bacon (2008)", () => {
  assertAlmostEquals(
    downsideDeviation(PORTFOLIO, 0.005),
    BACON.downsideDeviation,
    5e-9,
  );
  assertAlmostEquals(omegaRatio(PORTFOLIO)!, BACON.omega, 5e-7);
  const pain = drawdownCurve(PORTFOLIO).reduce((s, d) => s + d) / 24;
  assertAlmostEquals(pain, BACON.painIndex, 5e-3);
});

Deno.test("ratios that are not defined are null", () => {
  assertEquals(sharpeRatio([0.01, 0.01, 0.01]), null);
  assertEquals(sharpeRatio([0, 0]), null);
  assertEquals(sortinoRatio(POSITIVE), null);
  assertEquals(omegaRatio(POSITIVE, 0.01), null);
  assertEquals(calmarRatio([0.1, 0.2]), null);
  assertEquals(tailRatio([0, 0, 0]), null);
});

Deno.test("drawdowns go through ruin, and ruin ends returns", () => {
  assertEquals([...drawdownCurve([0.5, -1, 0.5])], [0, 0, 1, 1]);
  assertEquals(maxDrawdown([0.1, -1.5]), 1.5);
  assertEquals(cagr([0.1, -1.5]), -1);
  const { returns, ruinedAt } = returnsUntilRuin([100, 50, -10, 20]);
  assertEquals([...returns], [-0.5, -1.2]);
  assertEquals(ruinedAt, 2);
  assertEquals(returnsUntilRuin([1, 2]).ruinedAt, null);
  assertThrows(() => simpleReturns([1, 0, 2]), RangeError, "value 1 is 0");
  assertThrows(() => returnsUntilRuin([0, 1]), RangeError, "value 0 is 0");
});

Deno.test("drawdownsOf() finds every way down and back, the deepest first", () => {
  const found = drawdownsOf(PORTFOLIO);
  assertAlmostEquals(found[0].depth, 0.144672955739218, 1e-12);
  assertEquals(found[0].depth, maxDrawdown(PORTFOLIO));
  const curve = drawdownCurve(PORTFOLIO);
  const under = found.reduce(
    (sum, { peak, recovery }) => sum + (recovery ?? curve.length) - peak - 1,
    0,
  );
  assertEquals(under, curve.filter((d) => d > 0).length);
  assert(found.every((d, i) => i === 0 || d.depth <= found[i - 1].depth));
});

Deno.test("metrics refuse returns that are not finite or too few", () => {
  for (
    const metric of [
      totalReturn,
      cagr,
      volatility,
      sharpeRatio,
      sortinoRatio,
      maxDrawdown,
      calmarRatio,
      omegaRatio,
      tailRatio,
    ]
  ) {
    const name = metric.name;
    assertThrows(() => metric([0.1, NaN, 0.1]), RangeError, "return 1", name);
    assertThrows(() => metric([]), RangeError, "there are 0", name);
  }
  assertThrows(() => sharpeRatio([0.1]), RangeError, "2 or more returns");
  assertThrows(() => cagr([0.1], 0), RangeError, "periodsPerYear");
});
