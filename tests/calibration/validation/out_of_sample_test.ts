import {
  assert,
  assertEquals,
  assertLess,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import {
  flatSmile,
  interpolatedSmile,
} from "lib/calibration/validation/naive_smiles.ts";
import {
  foldsOf,
  outOfSample,
  outOfSampleVerdict,
  SCHEMES,
} from "lib/calibration/validation/out_of_sample.ts";
import type { QuoteDay } from "lib/calibration/validation/quote_days.ts";
import {
  lawSmile,
  leastSquares,
  type SmileModel,
} from "lib/calibration/validation/smile_model.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { syntheticQuotes } from "../synthetic_quotes.ts";

const TRUTH = { sigma: 0.18, nu: 0.4, theta: -0.25 };
const DAYS: QuoteDay[] = ["2025-01-02", "2025-01-03"].map((label) => ({
  label,
  quotes: syntheticQuotes("variance-gamma", TRUTH),
}));

const keysOf = ({ sliceOf, slices, strike }: CalibrationQuotes) =>
  Array.from(strike, (k, i) => `${slices[sliceOf[i]].tau} ${k}`);

for (const scheme of SCHEMES) {
  Deno.test(`foldsOf() shows nothing of what it holds out of ${scheme}`, () => {
    const folds = foldsOf(scheme, DAYS);
    assert(folds.length > 0);
    for (const { day, train, test } of folds) {
      if (scheme === "days") {
        // The day before, and nothing later.
        assertEquals(day, DAYS[1].label);
        assert(train.length === 1 && train[0] === DAYS[0].quotes);
        assert(test === DAYS[1].quotes);
        continue;
      }
      const shown = new Set(keysOf(train[0]));
      const asked = keysOf(test);
      assertEquals(asked.filter((key) => shown.has(key)), []);
      // Every quote of the day is on one side or the other.
      assertEquals(shown.size + asked.length, 60);
    }
  });
}

Deno.test("foldsOf() holds out every strike and every expiry once", () => {
  for (const scheme of ["strikes", "expiries"] as const) {
    const asked = foldsOf(scheme, [DAYS[0]]).flatMap(({ test }) =>
      keysOf(test)
    );
    assertEquals(asked.sort(), keysOf(DAYS[0].quotes).sort());
  }
  // A held-out expiry is whole.
  for (const { train, test } of foldsOf("expiries", [DAYS[0]])) {
    const shown = new Set(train[0].slices.map(({ tau }) => tau));
    assert(test.slices.every(({ tau }) => !shown.has(tau)));
  }
});

Deno.test("foldsOf() holds out the wings at both ends of every expiry", () => {
  const [{ train, test }] = foldsOf("wings", [DAYS[0]]);
  train[0].slices.forEach(({ tau, strikes }) => {
    const wings = [...test.slices.find((s) => s.tau === tau)!.strikes];
    const [low, high] = [Math.min(...strikes), Math.max(...strikes)];
    assert(wings.some((k) => k < low) && wings.some((k) => k > high));
    assert(wings.every((k) => k < low || k > high));
  });
});

Deno.test("outOfSample() finds no error for the law that made the quotes, and some for others", async () => {
  const fitOf = (name: string) =>
    lawSmile(lawByName(name), leastSquares(lawByName(name)));
  const models = [fitOf("variance-gamma"), flatSmile, fitOf("black-scholes")];
  const results = await outOfSample([DAYS[0]], models);
  assertEquals(results.map(({ scheme }) => scheme), [
    "strikes",
    "wings",
    "expiries",
  ]);
  for (const { scheme, scores } of results) {
    const [law, wrong, flat] = scores;
    assertEquals([law.naive, wrong.naive, flat.naive], [false, false, true]);
    assertLess(law.outOfSample.rmse, 1e-6, scheme);
    assert(wrong.outOfSample.rmse > 0.02, scheme);
    assertEquals(law.outOfSample.unanswered, 0);
  }
  const verdict = outOfSampleVerdict(results).join("\n");
  assertStringIncludes(verdict, "variance-gamma misses held-out wings by 0.00");
  assertStringIncludes(verdict, "the law is the better of the two");
});

Deno.test("outOfSample() counts quotes that a model does not answer", async () => {
  const mute: SmileModel = {
    name: "mute",
    naive: false,
    fit: () =>
      Promise.resolve({
        answer: null,
        volsOf: ({ impliedVol }) =>
          impliedVol.map((v, i) => i % 4 === 0 ? NaN : v + 0.01),
      }),
  };
  const [{ scores }] = await outOfSample(DAYS, [mute], { schemes: ["days"] });
  assertEquals(scores[0].outOfSample.unanswered, 15);
  assert(Math.abs(scores[0].outOfSample.rmse - 0.01) < 1e-12);
});

Deno.test("outOfSample() says when the quotes allow nothing to be held out", async () => {
  await assertRejects(
    () => outOfSample([DAYS[0]], [interpolatedSmile], { schemes: ["days"] }),
    RangeError,
    "Cannot hold out days",
  );
  await assertRejects(
    () => outOfSample(DAYS, [flatSmile, flatSmile]),
    RangeError,
    "names must differ",
  );
});

Deno.test("outOfSample() stops when it is told to", async () => {
  const stop = new AbortController();
  let fits = 0;
  const counting: SmileModel = {
    ...flatSmile,
    fit: (window) => {
      if (++fits === 3) stop.abort(new Error("enough"));
      return flatSmile.fit(window);
    },
  };
  await assertRejects(
    () => outOfSample(DAYS, [counting], { signal: stop.signal }),
    Error,
    "enough",
  );
  assertEquals(fits, 3);
});
