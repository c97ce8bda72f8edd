/** `tenor model train` and `list`, run as users run them. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { barFeatures } from "lib/features/bar_features.ts";
import { forwardReturnLabels } from "lib/features/labels.ts";
import { panelOfBars } from "lib/features/panel.ts";
import { writeSplits } from "lib/features/splits_parquet.ts";
import { windowsOf } from "lib/features/windows_of.ts";
import { readBars } from "lib/market/bars/read_bars.ts";
import {
  barRows,
  writeBars,
  writeSeries,
} from "../pipelines/factory/small_files.ts";
import { CONFIG, runsOf, training, withStudy } from "./factory_command.ts";

Deno.test("tenor model train learns from bars, series, ready-made splits and made panels", () =>
  withStudy(async ({ dir, tenor }) => {
    const bars = await writeBars(
      `${dir}/bars.csv`,
      ...barRows("AAA", 400),
      ...barRows("BBB", 400),
    );
    await writeSeries(`${dir}/series.csv`, 900);
    const panel = panelOfBars((await readBars(bars)).bars);
    await writeSplits(
      `${dir}/splits`,
      windowsOf(panel, {
        features: barFeatures(panel, ["return_1", "rsi_14"]),
        labels: forwardReturnLabels(panel),
        length: 8,
        split: { purge: 9, embargo: 20 },
      }),
    );
    const models: unknown[] = [];
    for (
      const [family, set] of [
        ["nlinear", { data: "bars.csv", label: "return", horizons: "1,3" }],
        ["logistic", {
          data: "bars.csv",
          label: "triple-barrier",
          neutralClass: "true",
          barrier: 1,
          horizons: 3,
        }],
        ["naive", {
          data: "series.csv",
          layout: "series",
          label: "path",
          horizons: 4,
        }],
        ["lightgbm", { data: "splits", layout: "splits" }],
        ["gru", { epochs: 1, hidden: 4 }],
      ] as const
    ) {
      const { code, stdout, stderr } = await tenor(
        ...training(family, set),
        "--json",
      );
      assertEquals([code, stderr], [0, ""]);
      for (const trained of JSON.parse(stdout)) {
        const { model, horizon, windows, metrics, run, registered } = trained;
        assert(windows.train > windows.test && windows.test > 10);
        assert(Object.values(metrics).every(Number.isFinite));
        assert((await Deno.stat(`${dir}/${run}/report.html`)).isFile);
        const { details } = JSON.parse(
          await Deno.readTextFile(`${dir}/${registered}/metadata.json`),
        );
        const { target, classes, inputs } = details;
        models.push([model, horizon, target, classes, inputs]);
      }
    }
    assertEquals(models, [
      ["nlinear-h1", 1, "number", 0, "raw"],
      ["nlinear-h3", 3, "number", 0, "raw"],
      ["logistic-h3", 3, "class", 3, "raw"],
      ["naive-h4", 4, "path", 0, "raw"],
      ["lightgbm-h1", 1, "number", 0, "scaled"],
      ["gru-h1", 1, "class", 2, "raw"],
    ]);
    assertEquals((await runsOf(dir)).length, models.length);
  }));

Deno.test("a run of tenor model train is reproduced to the last byte, also after more trials of its study", () =>
  withStudy(async ({ dir, tenor }) => {
    const first = await tenor(...training("lstm", { epochs: 2, hidden: 4 }));
    assertEquals(first.code, 0, first.stderr);
    const [run] = await runsOf(dir);
    // A trial that came since counts against later runs, not against this one.
    const later = await tenor(...training("logistic"), "--json");
    assertEquals(JSON.parse(later.stdout)[0].metrics.trials, 2);
    const { code, stdout } = await tenor("runs", "reproduce", run, "--json");
    const { same, files, manifest } = JSON.parse(stdout);
    assertEquals([code, same, manifest], [0, true, []]);
    const versions = await Array.fromAsync(
      Deno.readDir(`${dir}/results/models/lstm-h1`),
      ({ name }) => name,
    );
    assertEquals(versions.filter((name) => name.startsWith("v")), ["v1.0.0"]);
    const paths = files.map(({ path }: { path: string }) => path);
    for (const path of ["artifacts/model.onnx", "metrics.jsonl"]) {
      assert(paths.includes(path), `${path} is not among ${paths}`);
    }
  }));

Deno.test("tenor model train --print-config shows every value with where it comes from, and trains nothing", () =>
  withStudy(async ({ dir, tenor }) => {
    await Deno.mkdir(`${dir}/models`);
    await Deno.writeTextFile(`${dir}/config.yaml`, "seed: 7\nembargo: 30\n");
    await Deno.writeTextFile(
      `${dir}/models/lstm.yaml`,
      "embargo: 10\nparams:\n  hidden: 16\n  epochs: 9\n",
    );
    const args = [
      ...["model", "train", "--model", "lstm", "--config", "config.yaml"],
      ...["--set", "epochs=2", "--print-config"],
    ];
    const { code, stdout } = await tenor(...args);
    assertEquals(code, 0);
    const rows = stdout.trimEnd().split("\n").map((line) =>
      line.split(/ {2,}/)
    );
    const shown = (key: string) =>
      rows.find(([name]) => name === key)?.slice(1);
    assertEquals(shown("seed"), ["7", "config.yaml"]);
    assertEquals(shown("embargo"), ["10", "models/lstm.yaml"]);
    assertEquals(shown("params.hidden"), ["16", "models/lstm.yaml"]);
    assertEquals(shown("params.epochs"), ["2", "--set"]);
    assertEquals(shown("patience"), ["5", "default"]);
    const { config, origins } = JSON.parse(
      (await tenor(...args, "--json")).stdout,
    );
    assertEquals([config.embargo, config.params], [10, {
      hidden: 16,
      epochs: 2,
    }]);
    assertEquals(origins["params.epochs"], "--set");
    assertEquals(await runsOf(dir), []);
  }));

Deno.test("tenor model train ends with 2 and one line that names what is wrong", () =>
  withStudy(async ({ dir, tenor }) => {
    await Deno.writeTextFile(
      `${dir}/twice.yaml`,
      "sequence_length: 9\nsequenceLength: 8\n",
    );
    const now = Date.now();
    const day = 86_400_000;
    await writeBars(
      `${dir}/future.csv`,
      ...barRows("AAA", 300, now - 295 * day),
    );
    const train = (...args: string[]) => ["model", "train", ...args];
    for (
      const [args, ...said] of [
        [training("lsmt"), "lsmt", "lstm"],
        [training("lstm", { hiden: 8 }), '"hiden"', "nearest is hidden"],
        [training("lstm", { hidden: 0 }), "hidden", "0"],
        [training("lstm", { label: "up" }), '"label"', "direction"],
        [training("nlinear", { horizons: 2000 }), "2000", "1500"],
        [training("nlinear", { data: "future.csv" }), "AAA", "future"],
        [train("--model", "nlinear", "--config", "none.yaml"), "none.yaml"],
        [
          train("--model", "nlinear", "--config", "twice.yaml"),
          "twice.yaml",
          'also spelt "sequence_length"',
        ],
        [train("--config", CONFIG), "--model"],
      ] as const
    ) {
      const { code, stdout, stderr } = await tenor(...args);
      assertEquals([code, stdout], [2, ""], stderr);
      for (const text of said) assertStringIncludes(stderr, text);
      assert(!stderr.includes("    at "), stderr);
    }
    assertEquals(await runsOf(dir), []);
  }));

Deno.test("tenor model list tells the families and what can be set of each", () =>
  withStudy(async ({ tenor }) => {
    const { code, stdout } = await tenor("model", "list", "--json");
    assertEquals(code, 0);
    const families: {
      family: string;
      group: string;
      description: string;
      targets: string[];
      hyperparameters: Record<string, { default: unknown; doc: string }>;
    }[] = JSON.parse(stdout);
    const names = families.map(({ family }) => family);
    const wanted = ("naive seasonal-naive nlinear logistic xgboost lightgbm " +
      "catboost nhits tft patchtst lstm gru transformer tcn voting blending " +
      "stacking").split(" ");
    assertEquals(names, wanted);
    for (const { targets, description, hyperparameters } of families) {
      assert(targets.length > 0 && description.length > 20);
      for (const each of Object.values(hyperparameters)) assert(each.doc);
    }
    const lstm = await tenor("model", "list", "lstm");
    for (const text of ["hidden", "epochs", "number, class, path"]) {
      assertStringIncludes(lstm.stdout, text);
    }
    const wrong = await tenor("model", "list", "lsmt");
    assertEquals(wrong.code, 2);
    assertStringIncludes(wrong.stderr, "lstm");
  }));
