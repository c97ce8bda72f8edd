import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { StreamingHistogram } from "lib/backtest/simulation/streaming_histogram.ts";
import { quantile } from "lib/math/quantile.ts";
import { makeRng } from "lib/core/rng.ts";

const bins = { low: -4, width: 0.01, count: 800 };

Deno.test("a histogram's quantiles are right to a width", () => {
  const rng = makeRng(1);
  const values = Float64Array.from({ length: 20_000 }, () => rng.normal());
  const histogram = new StreamingHistogram(bins);
  values.forEach((value) => histogram.add(value));
  values.sort();
  assertEquals(histogram.total, 20_000);
  for (const level of [0.001, 0.05, 0.25, 0.5, 0.9, 0.999]) {
    const error = Math.abs(histogram.quantile(level) - quantile(values, level));
    // Between neighbours far out the sample itself is a width apart.
    assert(error < (level > 0.99 || level < 0.01 ? 0.05 : 0.01), `${level}`);
  }
  assertEquals(histogram.quantile(0), values[0]);
  assertEquals(histogram.quantile(1), values[19_999]);
});

Deno.test("histograms of parts add up to that of the whole, in any order", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -9, max: 9, noNaN: true }), {
        minLength: 1,
        maxLength: 50,
      }),
      fc.nat(),
      (values, at) => {
        const whole = new StreamingHistogram(bins);
        const parts = [
          new StreamingHistogram(bins),
          new StreamingHistogram(bins),
        ];
        values.forEach((value, i) => {
          whole.add(value);
          parts[i < at % values.length ? 0 : 1].add(value);
        });
        for (const [a, b] of [parts, parts.toReversed()]) {
          const merged = new StreamingHistogram(bins);
          merged.merge(a.state());
          merged.merge(b.state());
          assertEquals(merged.state(), whole.state());
        }
      },
    ),
    { numRuns: 200, seed: 1 },
  );
});

Deno.test("values outside the bins are counted and bounded by the extremes", () => {
  const histogram = new StreamingHistogram({ low: 0, width: 1, count: 2 });
  for (const value of [-10, -8, 0.5, 7, 9]) histogram.add(value);
  assertEquals(histogram.quantile(0), -10);
  assertEquals(histogram.quantile(1), 9);
  const low = histogram.quantile(0.3);
  assert(low >= -10 && low <= 0, `${low}`);
  const high = histogram.quantile(0.9);
  assert(high >= 2 && high <= 9, `${high}`);
});

Deno.test("a histogram says what it cannot do", () => {
  assertThrows(
    () => new StreamingHistogram({ low: 0, width: 0, count: 1 }),
    RangeError,
    "width > 0",
  );
  const histogram = new StreamingHistogram(bins);
  assertThrows(() => histogram.quantile(0.5), RangeError, "0 values");
  histogram.add(0);
  assertThrows(() => histogram.quantile(1.5), RangeError, "1.5");
  assertThrows(
    () =>
      histogram.merge(
        new StreamingHistogram({ low: 0, width: 1, count: 3 }).state(),
      ),
    TypeError,
    "the other has 3",
  );
});
