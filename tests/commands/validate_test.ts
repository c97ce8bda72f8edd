import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { sharpeMoments } from "lib/validation/skill/sharpe_moments.ts";
import { madeReturns } from "../reference/arch_comparisons.ts";
import { inFolder, tenor } from "./table_command.ts";

const ROWS = 300;
const { data } = madeReturns(ROWS, true);

function day(row: number): string {
  return new Date(Date.UTC(2020, 0, 1 + row)).toISOString().slice(0, 10);
}

/** CSV of columns of the made returns, in order. */
function csv(columns: readonly number[], dated: boolean, rows = ROWS): string {
  const head = [...(dated ? ["date"] : []), ...columns.map((j) => `s${j}`)];
  const lines = Array.from(
    { length: rows },
    (_, i) =>
      [...(dated ? [day(i)] : []), ...columns.map((j) => data[6 * i + j])]
        .join(),
  );
  return [head.join(), ...lines].join("\n") + "\n";
}

/** A folder with returns.csv (the last trial), trials.csv and benchmark.csv. */
function withFiles(work: (at: (file: string) => string) => Promise<void>) {
  return inFolder(async (dir) => {
    const at = (file: string) => `${dir}/${file}`;
    await Deno.writeTextFile(at("returns.csv"), csv([5], true));
    await Deno.writeTextFile(at("trials.csv"), csv([0, 1, 2, 3, 4, 5], true));
    await Deno.writeTextFile(at("benchmark.csv"), csv([4], false));
    await work(at);
  });
}

Deno.test("tenor validate prints all figures as JSON, the same for a seed", () =>
  withFiles(async (at) => {
    const flags = [
      "--trials",
      at("trials.csv"),
      "--replications",
      "2000",
      "--json",
    ];
    const first = await tenor("validate", at("returns.csv"), ...flags);
    assertEquals(first.code, 0, first.stderr);
    const report = JSON.parse(first.stdout);
    const moments = sharpeMoments(data.filter((_, i) => i % 6 === 5));
    assertEquals(report.n, ROWS);
    assertEquals(report.sharpe, moments.sharpe);
    assertAlmostEquals(
      report.sharpeAnnual,
      moments.sharpe * Math.sqrt(252),
      1e-12,
    );
    // Eight standard errors of 2,000 resamples about arch's figures.
    assertAlmostEquals(report.spa.consistent, 0.03884, 0.035);
    assertEquals(report.realityCheck, report.spa.upper);
    assert(report.spa.lower <= report.spa.consistent);
    assert(report.stepm.includes("s5"));
    assertEquals(report.mcs.included, ["s4", "s5"]);
    assertEquals(report.mcs.pValues.s5, 1);
    assertEquals(report.pbo, 0);
    assert(report.deflatedSharpe > 0.95 && report.psr > 0.99);
    assertEquals(report.ljungBox.lags, 10);
    assertEquals(Object.keys(report.blockLength), ["stationary", "circular"]);
    assert(report.adf.pValue < 0.01 && report.neweyWest.pValue < 0.01);
    assertStringIncludes(report.verdict[0], "Skill rather than luck");
    const again = await tenor("validate", at("returns.csv"), ...flags);
    assertEquals(again.stdout, first.stdout);
  }));

Deno.test("tenor validate leaves null what it has no input for, and says so", () =>
  withFiles(async (at) => {
    const { stdout } = await tenor("validate", at("returns.csv"), "--json");
    const report = JSON.parse(stdout);
    for (
      const name of [
        ...["deflatedSharpe", "pbo", "realityCheck", "spa", "stepm", "mcs"],
      ]
    ) assertEquals(report[name], null, name);
    const text = await tenor("validate", at("returns.csv"));
    assertStringIncludes(text.stdout, "give them by --trials");
  }));

Deno.test("tenor validate compares with a benchmark and with moving blocks", () =>
  withFiles(async (at) => {
    const { code, stdout, stderr } = await tenor(
      ...["validate", at("returns.csv"), "--trials", at("trials.csv")],
      ...["--benchmark", at("benchmark.csv"), "--bootstrap", "moving"],
      ...["--blocks", "6", "--periods-per-year", "52", "--replications", "500"],
    );
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, 'the best trial would beat "s4" by so much');
    assertStringIncludes(stdout, `${ROWS} periods, 5.77 years`);
  }));

Deno.test("tenor validate calls the best of many noises luck", () =>
  inFolder(async (dir) => {
    const rng = makeRng(12);
    const noise = Array.from(
      { length: 40 },
      () => Array.from({ length: 250 }, () => 0.01 * rng.normal()),
    );
    const best = noise.reduce((a, b) =>
      sharpeMoments(a).sharpe > sharpeMoments(b).sharpe ? a : b
    );
    const trials = noise[0].map((_, i) => noise.map((each) => each[i]).join());
    await Deno.writeTextFile(`${dir}/best.csv`, ["best", ...best].join("\n"));
    await Deno.writeTextFile(
      `${dir}/trials.csv`,
      [noise.map((_, j) => `t${j}`).join(), ...trials].join("\r\n"),
    );
    const { stdout } = await tenor(
      ...["validate", `${dir}/best.csv`, "--trials", `${dir}/trials.csv`],
      ...["--replications", "1000"],
    );
    assertStringIncludes(stdout, "Not to be told from luck");
  }));

Deno.test("tenor validate names row and rule of what it cannot use", () =>
  withFiles(async (at) => {
    const lines = csv([5], true).trimEnd().split("\n");
    const broken = async (
      change: (lines: string[]) => string[],
      message: string,
      ...flags: string[]
    ) => {
      const text = change([...lines]).join("\n");
      await Deno.writeTextFile(at("broken.csv"), text);
      const { code, stderr } = await tenor(
        "validate",
        at("broken.csv"),
        ...flags,
      );
      assertEquals(code, 2, stderr);
      assertStringIncludes(stderr, message);
    };
    await broken(
      (l) => (l[6] = `${day(5)},NaN`, l),
      'row 7, column "s5": A return must be a finite number: it is "NaN"',
    );
    await broken(
      (l) => (l[6] = `${day(5)},`, l),
      'row 7, column "s5": The return is missing',
    );
    await broken(
      (l) => (l[6] = l[5], l),
      `row 7, column "date": Dates must go forward: ${day(4)} comes after`,
    );
    await broken(
      (l) => (l[6] = day(5), l),
      "row 7: The row must have 2 fields",
    );
    await broken(
      (l) => l.map((line, i) => i === 0 ? line : `${day(i)},0.01`),
      'column "s5": Returns must vary: those of rows 2 to 301 are all 0.01',
    );
    await broken((l) => l.slice(0, 9), "row 9: There must be at least 11");
    await broken((l) => l.slice(1), "must start with a header");
    await broken(
      (l) => l.slice(0, 200),
      "row 201: The file must have the 199 returns",
      ...["--trials", at("trials.csv")],
    );
    await broken(
      (l) => l.map((line, i) => i === 0 ? line : `${day(i)},${data[i]}`),
      `row 2: The date must be that of ${at("broken.csv")}, ${day(1)}`,
      ...["--trials", at("trials.csv")],
    );
    await broken((l) => l, "an even number", "--blocks", "7");
    await broken(
      (l) => l,
      "blocks must be at most 24",
      ...["--trials", at("trials.csv"), "--blocks", "302"],
    );
    await broken(
      (l) => l,
      "at least 2 trials: there is 1",
      ...["--trials", at("returns.csv")],
    );
  }));
