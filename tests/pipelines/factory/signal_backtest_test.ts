import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { type Bars, DAY_MS, makeBars } from "lib/market/bars/bars.ts";
import { PredictionOutput } from "lib/models/forecast/prediction_output.ts";
import { expectedMaxSharpe } from "lib/validation/skill/expected_max_sharpe.ts";
import { probabilisticSharpe } from "lib/validation/skill/probabilistic_sharpe.ts";
import { sharpeMoments } from "lib/validation/skill/sharpe_moments.ts";
import { signalBacktest } from "pipelines/factory/signal_backtest.ts";
import { signalsOf } from "pipelines/factory/signal_strategy.ts";

const FREE = { commissionBps: 0, spreadBps: 0 };

/**
 * Bars whose price moves overnight, in the day, or both: the logarithm of each
 * move is normal.
 */
function someBars(
  symbol: string,
  { days, overnight, intraday, seed }: {
    readonly days: number;
    readonly overnight: number;
    readonly intraday: number;
    readonly seed: number;
  },
): Bars {
  const rng = makeRng(seed);
  const [open, close] = [new Float64Array(days), new Float64Array(days)];
  let price = 100;
  for (let i = 0; i < days; ++i) {
    open[i] = price *= Math.exp(overnight * rng.normal());
    close[i] = price *= Math.exp(intraday * rng.normal());
  }
  return makeBars(symbol, {
    time: Float64Array.from({ length: days }, (_, i) => i * DAY_MS),
    open,
    close,
    high: open.map((o, i) => Math.max(o, close[i])),
    low: open.map((o, i) => Math.min(o, close[i])),
  });
}

/** Forecasts of numbers, known at the closes of bars. */
function forecasts(
  tables: readonly Bars[],
  valueOf: (bars: Bars, i: number) => number,
  { horizon = 1, last = 2, shift = 0 } = {},
): PredictionOutput {
  const rows = tables.flatMap((bars) =>
    Array.from(
      { length: bars.time.length - last },
      (_, i) => ({
        symbol: bars.symbol,
        time: bars.knownTime[i] + shift,
        value: valueOf(bars, i),
      }),
    )
  );
  return new PredictionOutput({
    predictions: Float64Array.from(rows, ({ value }) => value),
    probabilities: null,
    timestamps: Float64Array.from(rows, ({ time }) => time),
    symbols: rows.map(({ symbol }) => symbol),
    horizons: Int32Array.of(horizon),
    uncertainty: Float64Array.from(rows, () => 0.01),
    quantiles: null,
    levels: [],
  });
}

const nextDay = (bars: Bars, i: number) =>
  bars.close[i + 1] / bars.close[i] - 1;

Deno.test("signalBacktest() earns nothing of a move from a close to the next open, which a forecast at the close cannot trade", () => {
  const gaps = someBars("GAP", {
    days: 300,
    overnight: 0.01,
    intraday: 0,
    seed: 1,
  });
  // Each forecast knows the whole move; it is over when the order fills.
  const { figures, equity } = signalBacktest(
    forecasts([gaps], nextDay),
    [gaps],
    FREE,
  );
  assert(figures.fills > 100);
  // What it earns is the move after the one forecast, held one bar: noise.
  assert(Math.abs(figures.sharpe!) < 3, `${figures.sharpe}`);
  const day = someBars("DAY", {
    days: 300,
    overnight: 0,
    intraday: 0.01,
    seed: 1,
  });
  const known = signalBacktest(forecasts([day], nextDay), [day], FREE);
  assert(known.figures.sharpe! > 15, `${known.figures.sharpe}`);
  assert(equity[equity.length - 1] < known.equity[known.equity.length - 1]);
});

Deno.test("signalBacktest() trades at the open after the forecast: each bar's return is the sign known before it", () => {
  const bars = someBars("XYZ", {
    days: 60,
    overnight: 0.01,
    intraday: 0.01,
    seed: 2,
  });
  const output = forecasts([bars], nextDay);
  const { equity } = signalBacktest(output, [bars], { ...FREE, band: 0 });
  assertEquals(equity.length, 60);
  let [worth, units] = [1, 0];
  for (let i = 1; i < 60; ++i) {
    // Decided by the close before, bought or sold at this open.
    const sign = Math.sign(output.predictions[i - 1] ?? 0);
    const decided = sign * worth / bars.close[i - 1];
    worth += units * (bars.open[i] - bars.close[i - 1]) +
      decided * (bars.close[i] - bars.open[i]);
    units = decided;
    assertAlmostEquals(equity[i] / worth, 1, 1e-5, `bar ${i}`);
  }
});

Deno.test("signalBacktest() refuses forecasts shifted off the closes of their bars, and of symbols without bars", () => {
  const bars = someBars("XYZ", {
    days: 50,
    overnight: 0,
    intraday: 0.01,
    seed: 3,
  });
  assertThrows(
    () => signalBacktest(forecasts([bars], nextDay, { shift: -1 }), [bars]),
    RangeError,
    "Cannot trade a forecast of XYZ as its time must be when one of its bars became known",
  );
  // A day back, the first would be known before any bar.
  assertThrows(
    () =>
      signalBacktest(forecasts([bars], nextDay, { shift: -DAY_MS }), [bars]),
    RangeError,
    "current value is 0, 1970-01-01",
  );
  // A day on, the last would be known after all bars.
  const forward = forecasts([bars], () => 1, { shift: DAY_MS, last: 0 });
  assertThrows(
    () => signalBacktest(forward, [bars]),
    RangeError,
    "must be when one of its bars became known",
  );
  const other = someBars("XYY", {
    days: 50,
    overnight: 0,
    intraday: 0.01,
    seed: 3,
  });
  assertThrows(
    () => signalBacktest(forecasts([bars], nextDay), [other]),
    RangeError,
    "there must be bars of it: the nearest is XYY",
  );
});

Deno.test("signalBacktest() charges commission and half the spread on what is traded", () => {
  const bars = someBars("XYZ", {
    days: 400,
    overnight: 0,
    intraday: 0.01,
    seed: 4,
  });
  // In and out, day by day.
  const output = forecasts([bars], (_, i) => i % 2 === 0 ? 1 : 0);
  const options = { commissionBps: 3, spreadBps: 4 };
  const { figures } = signalBacktest(output, [bars], options);
  const free = signalBacktest(output, [bars], FREE);
  assertEquals(figures.costBps, 5);
  assertEquals(figures.sharpeBeforeCosts, free.figures.sharpe);
  assert(figures.sharpe! < figures.sharpeBeforeCosts!);
  // 398 or so trades of all the equity at 5 bps.
  const paid = Math.log(
    (1 + free.figures.totalReturn) / (1 + figures.totalReturn),
  );
  assertAlmostEquals(paid, figures.fills * 5e-4, 0.02 * paid);
});

Deno.test("signalBacktest() deflates the Sharpe ratio by the number of trials", () => {
  const bars = someBars("XYZ", {
    days: 500,
    overnight: 0,
    intraday: 0.01,
    seed: 5,
  });
  const rng = makeRng(1);
  const output = forecasts(
    [bars],
    (each, i) => nextDay(each, i) + 0.05 * rng.normal(),
  );
  const one = signalBacktest(output, [bars]);
  const many = signalBacktest(output, [bars], { trials: 100 });
  const moments = sharpeMoments(one.returns);
  const n = one.returns.length;
  assertEquals(one.figures.deflatedSharpe, probabilisticSharpe(moments));
  assertEquals(
    many.figures.deflatedSharpe,
    probabilisticSharpe(moments, expectedMaxSharpe(100, 1 / (n - 1))),
  );
  assert(many.figures.deflatedSharpe! < one.figures.deflatedSharpe!);
  const spread = signalBacktest(output, [bars], {
    trials: 100,
    trialVariance: 1e-6,
  });
  assert(spread.figures.deflatedSharpe! > many.figures.deflatedSharpe!);
  assertThrows(
    () => signalBacktest(output, [bars], { trials: 0 }),
    RangeError,
    "trials must be a whole number ≥ 1",
  );
});

Deno.test("signalBacktest() gives equal shares to symbols and each overlapping forecast its part", () => {
  const tables = ["A", "B"].map((symbol, k) =>
    someBars(symbol, { days: 12, overnight: 0, intraday: 1e-9, seed: 6 + k })
  );
  // One forecast of A at the first close, five bars ahead; none of B after.
  const output = forecasts(tables, (_, i) => i === 0 ? 1 : 0, {
    horizon: 5,
    last: 8,
  });
  const run = (holding: "overlapping" | "one by one") =>
    signalBacktest(output, tables, { ...FREE, holding, band: 0 });
  // Prices stand still: trades alone show in turnover, half of both sides.
  const shared = run("overlapping").figures;
  const followed = run("one by one").figures;
  const traded = (figures: typeof shared) =>
    2 * figures.turnover! * figures.periods / figures.periodsPerYear;
  // Two symbols of half the equity: a fifth of it in and out, or all of it.
  assertAlmostEquals(traded(shared), 2 * 0.2, 1e-4);
  assertAlmostEquals(traded(followed), 2 * 1, 1e-4);
  assertEquals(shared.symbols, 2);
});

Deno.test("signalBacktest() sets what holding earns beside it: the same, if all forecasts are up", () => {
  const bars = someBars("XYZ", {
    days: 200,
    overnight: 0,
    intraday: 0.01,
    seed: 8,
  });
  const up = signalBacktest(forecasts([bars], () => 1), [bars]);
  assertEquals(up.held, up.equity);
  assertEquals(up.figures.heldSharpe, up.figures.sharpe);
  const down = signalBacktest(forecasts([bars], () => -1), [bars]);
  assertEquals(down.held, up.equity);
  assert(Math.sign(down.figures.sharpe!) === -Math.sign(up.figures.sharpe!));
});

Deno.test("signalBacktest() of flat forecasts trades nothing, and its figures are null", () => {
  const bars = someBars("XYZ", {
    days: 50,
    overnight: 0,
    intraday: 0.01,
    seed: 9,
  });
  const { figures } = signalBacktest(forecasts([bars], () => 0), [bars]);
  assertEquals([figures.fills, figures.totalReturn], [0, 0]);
  assertEquals(
    [figures.sharpe, figures.deflatedSharpe, figures.probabilisticSharpe],
    [null, null, null],
  );
  assertEquals(JSON.parse(JSON.stringify(figures)), figures);
});

Deno.test("signalsOf() reads classes from down to up, scaled or not, and leaves shorts out", () => {
  const classes = (probabilities: number[], count: number) =>
    new PredictionOutput({
      predictions: Float64Array.from({ length: count }, (_, i) => {
        const k = probabilities.length / count;
        const own = probabilities.slice(i * k, (i + 1) * k);
        return own.indexOf(Math.max(...own));
      }),
      probabilities: Float64Array.from(probabilities),
      timestamps: Float64Array.from({ length: count }, (_, i) => i),
      symbols: Array.from({ length: count }, () => "X"),
      horizons: Int32Array.of(1),
      uncertainty: new Float64Array(count).fill(0.5),
      quantiles: null,
      levels: [],
    });
  const values = (
    output: PredictionOutput,
    rules: Parameters<typeof signalsOf>[1],
  ) => [...signalsOf(output, rules).get("X")!.values()];
  const two = classes([0.25, 0.75, 0.75, 0.25], 2);
  assertEquals(values(two, {}), [1, -1]);
  assertEquals(values(two, { sizing: "scaled" }), [0.5, -0.5]);
  assertEquals(values(two, { sizing: "scaled", side: "long" }), [0.5, 0]);
  assertEquals(values(two, { sizing: "scaled", threshold: 0.5 }), [0, 0]);
  const three = classes([0.25, 0.5, 0.25, 0.125, 0.25, 0.625], 2);
  assertEquals(values(three, {}), [0, 1]);
  assertEquals(values(three, { sizing: "scaled" }), [0, 0.5]);
});
