import "../graph/wasm_ready.ts";
import { assert, assertEquals } from "@std/assert";
import { treeFeatures } from "lib/greeks/delta_graph.ts";
import { DELTA_FEATURES, QUOTE_FEATURES } from "lib/greeks/delta_features.ts";
import { treeColumns, treeMonotone } from "lib/greeks/feature_graph.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import { normalCdf } from "lib/math/normal.ts";
import { strikeGrid, widestQuotes } from "./strike_grid.ts";

const CURVE = { rate: 0.04, carry: 0.027 };

interface Quote {
  readonly dte: number;
  readonly mark: number;
  readonly strike: number;
  readonly spot: number;
}

/** The columns of quotes, one array a quote. */
async function columnsOf(
  type: ContractType,
  quotes: readonly Quote[],
  curve = CURVE,
): Promise<number[][]> {
  const x = {
    data: Float64Array.from(
      quotes.flatMap((q) => [q.dte, NaN, q.mark, q.strike, q.spot]),
    ),
    rows: quotes.length,
    cols: QUOTE_FEATURES.length,
  };
  const { data, cols } = await treeFeatures(x, {
    type,
    features: QUOTE_FEATURES,
    curve,
  });
  return quotes.map((_, i) => [...data.subarray(i * cols, (i + 1) * cols)]);
}

/**
 * The same columns by their formulas, in double, and what rounding a forward,
 * a price and their difference to float32 may do to each.
 */
function plainColumns(type: ContractType, q: Quote) {
  const tau = Math.max(q.dte, 0.5) / 365;
  const forward = q.spot * Math.exp(CURVE.carry * tau);
  const price = q.mark * Math.exp(CURVE.rate * tau);
  const gain = type === "call" ? forward - q.strike : q.strike - forward;
  const timeValue = Math.max(price - Math.max(gain, 0), 1e-5 * forward);
  const distance = (forward - q.strike) / timeValue;
  const now = type === "call" ? q.spot - q.strike : q.strike - q.spot;
  const overExercise = Math.max(q.mark - Math.max(now, 0), 1e-5 * q.spot);
  const exercise = (q.spot - q.strike) / overExercise;
  const plain = [
    distance,
    exercise,
    Math.sinh(Math.log(forward / q.strike)) / Math.sqrt(tau),
    price / forward,
  ];
  const ulp = 2 ** -23;
  const off = 4 * ulp * Math.max(forward, price, q.strike);
  const tolerances = [
    off / timeValue * (1 + Math.abs(distance)) + 4 * ulp * Math.abs(distance),
    off / overExercise * (1 + Math.abs(exercise)) +
    4 * ulp * Math.abs(exercise),
    8 * ulp / Math.sqrt(tau) + 4 * ulp * Math.abs(plain[2]),
    8 * ulp * plain[3],
  ];
  return { plain, tolerances };
}

Deno.test("what the trees see is what the formulas say, to float32's rounding", async () => {
  const quotes = [0, 1, 7, 30, 90, 365].flatMap((dte) =>
    [3, 48.2, 560, 6700].flatMap((spot) =>
      [0.6, 0.9, 0.99, 1, 1.02, 1.3].flatMap((relative) =>
        [0.0005, 0.01, 0.06, 0.45].map((share) => ({
          dte,
          spot: Math.fround(spot),
          strike: Math.fround(spot * relative),
          mark: Math.fround(spot * share),
        }))
      )
    )
  );
  for (const type of ["call", "put"] as const) {
    const found = await columnsOf(type, quotes);
    quotes.forEach((quote, i) => {
      const { plain, tolerances } = plainColumns(type, quote);
      plain.forEach((value, column) =>
        assert(
          Math.abs(found[i][column] - value) <= tolerances[column],
          `${type} ${JSON.stringify(quote)}: column ${column} is ${
            found[i][column]
          }, not ${value}`,
        )
      );
    });
  }
});

Deno.test("under Bachelier's law the distance is a function of d alone", async () => {
  const curve = { rate: 0, carry: 0 };
  for (const type of ["call", "put"] as const) {
    for (const d of [-2.5, -1, -0.2, 0.4, 1.3, 2.5]) {
      const quotes = [20, 560, 6700].flatMap((spot) =>
        [7, 30, 300].flatMap((dte) =>
          [0.1, 0.3].map((sigma) => {
            const scale = sigma * spot * Math.sqrt(dte / 365);
            const time = scale *
              (density(d) - Math.abs(d) * normalCdf(-Math.abs(d)));
            const gain = type === "call" ? d * scale : -d * scale;
            const mark = Math.max(gain, 0) + time;
            return { dte, spot, strike: spot - d * scale, mark };
          })
        )
      );
      const expected = d / (density(d) - Math.abs(d) * normalCdf(-Math.abs(d)));
      for (
        const [i, [distance]] of (await columnsOf(type, quotes, curve))
          .entries()
      ) {
        const { spot, dte } = quotes[i];
        // Rounding of the spot to float32, over the time value.
        const scale = Math.abs(quotes[i].strike - spot) / Math.abs(d);
        const tolerance = 2 ** -22 * spot / scale *
          (1 + Math.abs(expected)) ** 2;
        assert(
          Math.abs(distance - expected) <=
            tolerance + 1e-5 * Math.abs(expected),
          `${type}, d ${d}, spot ${spot}, ${dte} days: ${distance} is not ${expected}`,
        );
      }
    }
  }
});

Deno.test("the distance rises in d: no two deltas share one", () => {
  let last = -Infinity;
  for (let d = -6; d <= 6; d += 0.01) {
    const distance = d / (density(d) - Math.abs(d) * normalCdf(-Math.abs(d)));
    assert(distance > last, `at ${d}`);
    last = distance;
  }
});

Deno.test("three columns fall with the strike to the last bit, the other does not move", async () => {
  const falls = treeMonotone(QUOTE_FEATURES);
  assertEquals(falls, [1, 1, 1, 0]);
  for (const type of ["call", "put"] as const) {
    for (const { dte, mark, spot } of widestQuotes()) {
      const strikes = strikeGrid(spot);
      const found = await columnsOf(
        type,
        strikes.map((strike) => ({ dte, mark, strike, spot })),
      );
      for (let i = 1; i < found.length; ++i) {
        falls.forEach((falling, column) => {
          const [before, after] = [found[i - 1][column], found[i][column]];
          assert(
            falling === 1 ? after <= before : after === before,
            `${type}, ${dte} days, mark ${mark}, spot ${spot}, strike ${
              strikes[i]
            }: column ${column} goes from ${before} to ${after}`,
          );
          assert(Number.isFinite(after));
        });
      }
    }
  }
});

Deno.test("volatility indices follow the quote's columns as they are", async () => {
  assertEquals(treeColumns(DELTA_FEATURES).slice(4), ["vix9d", "vvix", "skew"]);
  assertEquals(treeMonotone(DELTA_FEATURES), [1, 1, 1, 0, 0, 0, 0]);
  const { data } = await treeFeatures(
    {
      data: Float64Array.of(30, 1, 5, 100, 100, 17.25, 91.5, NaN),
      rows: 1,
      cols: 8,
    },
    { type: "put", features: DELTA_FEATURES, curve: CURVE },
  );
  assertEquals([...data.subarray(4)], [17.25, 91.5, NaN]);
});

Deno.test("one index alone stands where its name says", async () => {
  const features = [...QUOTE_FEATURES, "vvix"] as const;
  assertEquals(treeColumns(features).at(-1), "vvix");
  const { data, cols } = await treeFeatures(
    { data: Float64Array.of(30, 1, 5, 100, 100, 88), rows: 1, cols: 6 },
    { type: "call", features, curve: CURVE },
  );
  assertEquals([cols, data[4]], [5, 88]);
});

function density(x: number): number {
  return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
}
