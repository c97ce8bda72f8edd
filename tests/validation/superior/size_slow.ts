import { assert } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { skillReport } from "lib/validation/skill/skill_report.ts";

const STUDIES = 400;
const ROWS = 300;
const TRIALS = 10;

/** Figures of the best of ten strategies; one of them may have a drift. */
function studies(drift: number, rng = makeRng(31)) {
  return Array.from({ length: STUDIES }, (_, study) => {
    const stream = rng.child(`${study}`);
    const data = Float64Array.from(
      { length: ROWS * TRIALS },
      (_, at) => stream.normal() + (at % TRIALS === 3 ? drift : 0),
    );
    const totals = new Float64Array(TRIALS);
    data.forEach((v, at) => totals[at % TRIALS] += v);
    const best = totals.indexOf(Math.max(...totals));
    const names = Array.from(totals, (_, j) => `${j}`);
    return skillReport({
      returns: data.filter((_, at) => at % TRIALS === best),
      trials: { names, returns: { data, rows: ROWS, cols: TRIALS } },
    }, { rng: stream, blocks: 8, blockLength: 3, replications: 500 });
  });
}

/** Share of studies, which must be near what is expected by chance. */
function near(share: number, expected: number, error = 4): void {
  const deviation = Math.sqrt(expected * (1 - expected) / STUDIES);
  assert(
    Math.abs(share - expected) < error * deviation,
    `${share}, not ${expected} ± ${error}·${deviation}`,
  );
}

Deno.test("Without skill, SPA is about uniform, the deflated Sharpe ratio small, PBO a half", () => {
  const found = studies(0);
  const share = (holds: (report: (typeof found)[number]) => boolean) =>
    found.filter(holds).length / STUDIES;
  for (const level of [0.1, 0.25, 0.5]) {
    // Blocks of three cost a little variance, so that the test is eager.
    near(share(({ realityCheck }) => (realityCheck ?? 1) < level), level, 5);
    near(
      share(({ spaStudentized }) => (spaStudentized?.upper ?? 1) < level),
      level,
      5,
    );
  }
  assert(share(({ stepm }) => (stepm ?? []).length > 0) < 0.18);
  // The best of independent trials is deflated by its own expectation.
  const deflated = found.reduce(
    (sum, { deflatedSharpe }) => sum + (deflatedSharpe ?? NaN) / STUDIES,
    0,
  );
  assert(Math.abs(deflated - 0.5) < 0.08, `${deflated}`);
  assert(share(({ deflatedSharpe }) => (deflatedSharpe ?? 1) > 0.95) < 0.05);
  const pbo = found.reduce((sum, report) => sum + (report.pbo ?? NaN), 0);
  // Ten trials: ranks 1 to 5 of 11ths are at most a half.
  assert(Math.abs(pbo / STUDIES - 0.5) < 0.06, `${pbo / STUDIES}`);
});

Deno.test("Planted skill is found by every figure", () => {
  // The planted one also widens the spread that the Sharpe ratio is deflated by.
  const found = studies(0.5);
  const share = (holds: (report: (typeof found)[number]) => boolean) =>
    found.filter(holds).length / STUDIES;
  assert(share(({ deflatedSharpe }) => (deflatedSharpe ?? 0) > 0.95) > 0.9);
  assert(share(({ spa }) => (spa?.consistent ?? 1) < 0.05) > 0.95);
  assert(share(({ stepm }) => stepm?.join() === "3") > 0.8);
  assert(share(({ mcs }) => mcs?.included.includes("3") ?? false) > 0.95);
  assert(share(({ pbo }) => (pbo ?? 1) < 0.05) > 0.9);
});
