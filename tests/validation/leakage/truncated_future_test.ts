import { assert, assertEquals, assertRejects } from "@std/assert";
import { LeakageError } from "lib/core/errors.ts";
import { makeRng } from "lib/core/rng.ts";
import {
  truncatedFuture,
  type TruncatedFutureOptions,
} from "lib/validation/leakage/truncated_future.ts";

const rng = makeRng(3);
const prices = Float64Array.from({ length: 400 }, () => 100 + rng.normal());
const times = Float64Array.from(prices, (_, i) => 86_400_000 * i);

function search(
  signals: (p: Float64Array) => ArrayLike<number> | Promise<ArrayLike<number>>,
  options: Partial<TruncatedFutureOptions<Float64Array>> = {},
) {
  return truncatedFuture(signals, prices, {
    rows: prices.length,
    truncate: (p, rows) => p.slice(0, rows),
    rng: makeRng(1),
    times,
    ...options,
  });
}

/** Mean of the last ten prices, NaN before. */
const trailing = (p: Float64Array) =>
  p.map((_, i) =>
    i < 9 ? NaN : p.subarray(i - 9, i + 1).reduce((a, b) => a + b) / 10
  );
/** The same, known `ahead` rows too early. */
const peeking = (ahead: number) => (p: Float64Array) => {
  const mean = trailing(p);
  return mean.map((_, i) => mean[i + ahead] ?? 0);
};

Deno.test("truncatedFuture() lets a trailing mean pass, warm-up and all", async () => {
  const { cuts, compared } = await search(trailing);
  assertEquals(cuts.length, 20);
  assertEquals(compared, cuts.reduce((a, b) => a + b));
  assert(
    cuts.every((cut, i) => cut >= 1 && cut < 400 && cut > (cuts[i - 1] ?? 0)),
  );
});

Deno.test("truncatedFuture() names the first row and time of a peek", async () => {
  const error = await assertRejects(() => search(peeking(2)), LeakageError);
  // Row 7 is the first to see a mean, that of row 9, two rows ahead; before it
  // row 0 … 6 see NaN where a shorter history gives 0.
  assertEquals([error.row, error.time], [0, 0]);
  assertEquals(error.search, "truncated future");
  const scaled = (p: Float64Array) => {
    const most = p.reduce((a, b) => Math.max(a, b));
    return p.map((v) => v / most);
  };
  const whole = await assertRejects(() => search(scaled), LeakageError);
  assertEquals(whole.row, 0);
});

Deno.test("truncatedFuture() finds a leak that begins in the middle", async () => {
  const late = (p: Float64Array) =>
    p.map((v, i) => i < 250 ? v : p[i + 1] ?? v);
  const error = await assertRejects(() => search(late), LeakageError);
  assertEquals([error.row, error.time], [250, 86_400_000 * 250]);
});

Deno.test("truncatedFuture() allows rounding where it is told to", async () => {
  const rounded = (p: Float64Array) => p.map((v) => v * (1 + 1e-13 * p.length));
  await assertRejects(() => search(rounded), LeakageError);
  await search(rounded, { tolerance: 1e-9 });
});

Deno.test("truncatedFuture() is not fooled by an array that is used again", async () => {
  const kept = new Float64Array(400);
  const reusing = (p: Float64Array) => {
    for (let i = 0; i < p.length; ++i) kept[i] = p[i] + p.length;
    return kept.subarray(0, p.length);
  };
  await assertRejects(() => search(reusing), LeakageError);
});

Deno.test("truncatedFuture() finds what remembers the longest history it saw", async () => {
  let longest = new Float64Array();
  const remembering = (p: Float64Array) => {
    if (p.length > longest.length) longest = p.slice();
    return p.map((_, i) => longest[i + 1] ?? 0);
  };
  await assertRejects(() => search(remembering), LeakageError);
});

Deno.test("truncatedFuture() says what it cannot search, and stops", async () => {
  await assertRejects(
    () => search((p) => p.subarray(1)),
    TypeError,
    "there must be a signal for each of",
  );
  await assertRejects(() => search(trailing, { rows: 1 }), RangeError, "rows");
  await assertRejects(() => search(trailing, { cuts: 0 }), RangeError, "cuts");
  const stop = new AbortController();
  let seen = 0;
  await assertRejects(
    () =>
      search(trailing, {
        signal: stop.signal,
        onProgress: () => {
          if (++seen === 3) stop.abort(new Error("enough"));
        },
      }),
    Error,
    "enough",
  );
});
