import { assert, assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { driftReport } from "lib/validation/drift/drift_report.ts";

const rng = makeRng(12);
const normals = (count: number, mean = 0) =>
  Float64Array.from({ length: count }, () => mean + rng.normal());

Deno.test("driftReport() tells what moved from what did not, feature by feature", () => {
  const report = driftReport(
    { same: normals(2000), nudged: normals(2000), moved: normals(2000) },
    {
      same: normals(1000),
      nudged: normals(1000, 0.4),
      moved: normals(1000, 2),
    },
  );
  assertEquals(
    report.map(({ feature, verdict }) => [feature, verdict]),
    [["same", "stable"], ["nudged", "watch"], ["moved", "moved"]],
  );
  // A shift by two standard deviations, to four standard errors of the means.
  const moved = report[2].wassersteinScaled;
  assert(Math.abs(moved - 2) < 4 * Math.sqrt(1 / 2000 + 1 / 1000), `${moved}`);
  assert(report[0].pValue > 0.01 && report[2].pValue < 1e-100);
});

Deno.test("driftReport() does not take a small sample's PSI for a move", () => {
  // Ten bins and thirty values: the PSI of one law is about 9/30 on average.
  const [{ psi, verdict }] = driftReport(
    { x: normals(2000) },
    { x: normals(30) },
  );
  assert(psi > 0.1, `${psi}`);
  assertEquals(verdict, "stable");
});

Deno.test("driftReport() counts missing values and does not compare them", () => {
  const before = normals(500);
  const now = before.map((v, i) => i % 4 === 0 ? NaN : v);
  const [drift] = driftReport({ x: before }, { x: now });
  assertEquals([drift.missingBefore, drift.missingNow], [0, 0.25]);
  assertEquals(drift.verdict, "watch");
  assert(drift.psi < 0.1);
});

Deno.test("driftReport() of constants says whether they are the same", () => {
  const same = new Float64Array(50).fill(3);
  const [still, jumped] = driftReport(
    { still: same, jumped: same },
    { still: same, jumped: same.map((v) => v + 1) },
  );
  assertEquals([still.verdict, still.wassersteinScaled], ["stable", 0]);
  assertEquals([jumped.verdict, jumped.wassersteinScaled], ["moved", Infinity]);
});

Deno.test("driftReport() says which feature it lacks", () => {
  assertThrows(
    () => driftReport({ a: [1], b: [1] }, { a: [1] }),
    TypeError,
    '"b" is not in the current window',
  );
  assertThrows(
    () => driftReport({ a: [1] }, { a: [1], c: [1] }),
    TypeError,
    '"c" is not in the reference',
  );
  assertThrows(
    () => driftReport({ a: [1, 2] }, { a: [NaN, NaN] }),
    RangeError,
    'feature "a" must have values in the current window',
  );
});
