import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import type { FactoryConfig } from "pipelines/factory/factory_keys.ts";
import { cellConfig, runExperiment } from "pipelines/factory/experiment.ts";
import { NOW, smallStudy } from "./small_study.ts";

const run = (config: FactoryConfig, workers = 1) =>
  runExperiment(config, { now: NOW, workers });

Deno.test("a cell has the hyperparameters of its family, and a control its own data", async () => {
  const config: FactoryConfig = {
    ...await smallStudy({ data: "a.csv", layout: "splits", symbols: "AAA" }),
    params: { "lstm.hidden": 8, "lstm.epochs": 2, "gru.hidden": 4 },
  };
  const own = cellConfig(config, "data", "lstm");
  assertEquals(own, { ...config, params: { hidden: 8, epochs: 2 } });
  const control = cellConfig({ ...config, from: "2020-01-01" }, "noise", "tcn");
  assertEquals(
    [control.data, control.layout, control.symbols, control.from],
    [["noise"], "bars", [], ""],
  );
  assertEquals(control.params, {});
});

Deno.test("rows, comparisons and cells are told for each panel and horizon, with how far it is", async () => {
  const config = {
    ...await smallStudy({ horizons: "1,3", models: "naive,logistic" }),
    controls: ["noise"],
  };
  const heard: string[] = [];
  const findings = await runExperiment(config, {
    now: NOW,
    workers: 1,
    onProgress: ({ done, total, label }) =>
      heard.push(`${done} of ${total}: ${label}`),
  });
  assertEquals(heard, [
    "0 of 8: planted: naive, 1 ahead",
    "1 of 8: planted: logistic, 1 ahead",
    "2 of 8: planted: naive, 3 ahead",
    "3 of 8: planted: logistic, 3 ahead",
    "4 of 8: noise: naive, 1 ahead",
    "5 of 8: noise: logistic, 1 ahead",
    "6 of 8: noise: naive, 3 ahead",
    "7 of 8: noise: logistic, 3 ahead",
  ]);
  assertEquals(findings.map(({ panel }) => panel), ["data", "noise"]);
  for (const { rows, comparisons, cells } of findings) {
    assertEquals([...comparisons.keys()], [1, 3]);
    assertEquals([...cells.keys()], [
      "naive-h1",
      "logistic-h1",
      "naive-h3",
      "logistic-h3",
    ]);
    // Each model and horizon, and four symbols of each.
    assertEquals(rows.length, 4 * 5);
    for (const { model, horizon, symbol, metrics } of rows) {
      if (symbol !== undefined) continue;
      const cell = cells.get(`${model}-h${horizon}`)!;
      const parts = rows.filter((row) =>
        row.model === model && row.horizon === horizon &&
        row.symbol !== undefined
      );
      const total = parts.reduce(
        (sum, part) => sum + part.metrics["rows"]! * part.metrics["logLoss"]!,
        0,
      );
      assertEquals(metrics["rows"], cell.windows[2]);
      assertAlmostEquals(
        metrics["logLoss"]!,
        total / metrics["rows"]!,
        1e-9,
      );
    }
  }
  assert(findings[0].found, findings[0].verdict);
  assert(!findings[1].found, findings[1].verdict);
});

Deno.test("an experiment that cannot be is refused before a thread starts", async () => {
  const small = await smallStudy({ models: "naive,logistic" });
  for (
    const [wrong, said] of [
      [{ models: ["logistik"] }, "logistic"],
      [{ models: ["lightgbm"] }, "must hold a baseline"],
      [{ controls: ["plant"] }, "controls must be planted and noise"],
      [{ controls: ["noise", "noise"] }, "controls must be different: noise"],
      [{ models: ["naive", "naive"] }, "models must be different: naive"],
      [{ params: { "lstm.hiden": 3 } }, "Cannot set hiden of lstm"],
      [{ params: { "lsmt.hidden": 8 } }, "lstm"],
    ] as const
  ) {
    await assertRejects(() => run({ ...small, ...wrong }), RangeError, said);
  }
});

Deno.test("what a thread finds wrong with the data is an error of bad input", async () => {
  const config = await smallStudy({ models: "naive", data: "none.csv" });
  await assertRejects(() => run(config, 2), DataQualityError, "none.csv");
});
