import { assertEquals } from "@std/assert";
import type {
  ComparisonRow,
  ModelComparison,
} from "lib/validation/forecast/compare_models.ts";
import { verdictOf } from "lib/validation/forecast/verdict.ts";

const row = (
  own: Partial<ComparisonRow> & { model: string },
): ComparisonRow => ({
  baseline: "nlinear",
  isBaseline: false,
  loss: 2 + (own.difference ?? 0),
  difference: 0,
  low: null,
  high: null,
  statistic: null,
  pValue: null,
  hardest: "nlinear",
  adjusted: 1,
  confidence: 1,
  inConfidenceSet: true,
  significant: false,
  ...own,
});

const comparison = (rows: readonly ComparisonRow[]): ModelComparison => ({
  baseline: "nlinear",
  level: 0.05,
  confidence: 0.9,
  trials: 22,
  times: 512,
  rows: [
    row({ model: "naive", difference: 1, isBaseline: true, hardest: null }),
    row({ model: "nlinear", isBaseline: true, hardest: null }),
    ...rows,
  ],
});

Deno.test("verdictOf() names who was found, the clearest first, with numbers", () => {
  const found = { significant: true, hardest: "nlinear" };
  assertEquals(
    verdictOf(comparison([
      row({ model: "gru", difference: -0.1, adjusted: 0.0312, ...found }),
      row({ model: "tcn", difference: 0.3 }),
      row({ model: "lstm", difference: -0.0625, adjusted: 1.2e-7, ...found }),
    ])),
    {
      found: true,
      verdict:
        "Found: of 22 trials, 2 beat every baseline at the 5 % level over 512 times, by Holm's correction: lstm, loss 3.1 % lower than nlinear's, p = 1e-7; gru, loss 5 % lower than nlinear's, p = 0.031.",
    },
  );
});

Deno.test("verdictOf() says who came nearest, and against whom, where nothing was found", () => {
  assertEquals(
    verdictOf(comparison([
      row({ model: "tcn", difference: 0.3 }),
      row({
        model: "lstm",
        difference: -0.25,
        adjusted: 0.2,
        hardest: "naive",
      }),
    ])),
    {
      found: false,
      verdict:
        "Nothing found: of 22 trials, none beats every baseline at the 5 % level over 512 times; the nearest is lstm, loss 13 % lower than nlinear's, p = 0.2 against naive by Holm's correction.",
    },
  );
});

Deno.test("verdictOf() of baselines alone found nothing", () => {
  assertEquals(
    verdictOf({ ...comparison([]), trials: 0 }).verdict,
    "Nothing found: of 0 trials, none beats every baseline at the 5 % level over 512 times.",
  );
});
