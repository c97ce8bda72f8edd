import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
} from "@std/assert";
import { sha256Hex } from "lib/core/hash.ts";
import { diabetes, r2 } from "../reference/diabetes.ts";
import { inFolder, tenor, withDiabetes } from "./table_command.ts";

const SETTINGS = ["rounds=100", "leaves=31", "learningRate=0.1", "minLeaf=20"]
  .flatMap((each) => ["--set", each]);

async function predictions(dir: string, table: string): Promise<number[]> {
  const { code, stdout, stderr } = await tenor("predict", dir, table, "--json");
  assertEquals([code, stderr], [0, ""]);
  return JSON.parse(stdout).predictions;
}

Deno.test("tenor fit with tenor predict explains diabetes as well as scikit-learn's boosting", () =>
  withDiabetes(async (dir) => {
    const out = `${dir}/boosting`;
    const args = ["fit", `${dir}/train.csv`, "--target", "y", ...SETTINGS];
    const model = ["--model", "boosting"];
    const { code, stdout, stderr } = await tenor(
      ...args,
      ...model,
      ...["--out", out, "--json"],
    );
    assertEquals([code, stderr], [0, ""]);
    const summary = JSON.parse(stdout);
    assertEquals([summary.model, summary.rows, summary.out], [
      ...["boosting", 353, out],
    ]);
    assertEquals(summary.features.join(), "age,sex,bmi,bp,s1,s2,s3,s4,s5,s6");
    assertEquals(summary.hyperparameters.rounds, 100);
    assertEquals(summary.hyperparameters.earlyStopping, 0);
    assertEquals(summary.cv, undefined);
    const shares = Object.values(summary.importance) as number[];
    assertAlmostEquals(shares.reduce((a, b) => a + b), 1, 1e-9);

    const { y } = diabetes().heldOut;
    const predicted = Float64Array.from(
      await predictions(out, `${dir}/test.csv`),
    );
    assertEquals(predicted.length, y.length);
    // scikit-learn 1.2.1 on the same rows: 0.413716.
    assertAlmostEquals(r2(predicted, y), 0.413716, 1e-5);
  }));

Deno.test("tenor fit --model ridge gives scikit-learn's predictions", () =>
  withDiabetes(async (dir) => {
    const out = `${dir}/ridge`;
    const args = ["fit", `${dir}/train.csv`, "--target", "y"];
    const { code, stderr } = await tenor(
      ...args,
      ...["--model", "ridge", "--set", "alpha=1", "--out", out],
    );
    assertEquals([code, stderr], [0, ""]);
    // scikit-learn 1.2.1, Ridge(alpha=1, solver="svd"), in float64; the graph
    // takes and gives float32, which is good to 1e-7 of 200.
    const expected = [
      ...[207.5346416793036, 108.34574852288182, 103.08875633114559],
      ...[175.2001746213067, 122.78137164390802, 151.53230228834605],
    ];
    const predicted = await predictions(out, `${dir}/test.csv`);
    expected.forEach((value, i) =>
      assertAlmostEquals(predicted[i], value, 3e-5)
    );
  }));

Deno.test("tenor fit writes hashed files that say how the model was made", () =>
  withDiabetes(async (dir) => {
    const out = `${dir}/deep/model`;
    const run = () =>
      tenor(
        ...["fit", `${dir}/train.csv`, "--target", "y", "--out", out],
        ...["--set", "rounds=3", "--seed", "5"],
      );
    const { code, stdout } = await run();
    assertEquals(code, 0);
    assertStringIncludes(stdout, "boosting: y from 10 columns of 353 rows");
    assertStringIncludes(stdout, `tenor predict ${out} TEST.csv`);
    const metadata = JSON.parse(
      await Deno.readTextFile(`${out}/metadata.json`),
    );
    assertEquals([metadata.kind, metadata.name, metadata.version], [
      ...["table", "model", "1.0.0"],
    ]);
    assertEquals(metadata.details.seed, 5);
    assertStringIncludes(metadata.command, "--set rounds=3 --seed 5");
    const data = await Deno.readFile(`${dir}/train.csv`);
    assertEquals(metadata.dataHash, await sha256Hex(data));
    const files = Object.keys(metadata.files).sort();
    assertEquals(files, ["feature_names.json", "model.onnx"]);
    for (const name of files) {
      const bytes = await Deno.readFile(`${out}/${name}`);
      assertEquals(metadata.files[name], await sha256Hex(bytes));
    }
    assertEquals(
      JSON.parse(await Deno.readTextFile(`${out}/feature_names.json`)).length,
      10,
    );
    // The same table and seed give the same bytes, in the same folder.
    assertEquals((await run()).code, 0);
    const again = JSON.parse(await Deno.readTextFile(`${out}/metadata.json`));
    assertEquals(again.files, metadata.files);
    const names = Array.from(Deno.readDirSync(`${dir}/deep`), (e) => e.name);
    assertEquals(names, ["model"]);
  }));

/** A table of texts, gaps, classes, weights and days. */
function mixedTable(): string {
  const lines = [",sector,size,flag,weight,day,up"];
  for (let i = 0; i < 240; ++i) {
    const sector = ["tech", "oil", "", "banks"][i % 4];
    const size = i % 11 === 0 ? "NA" : `${(i * 37) % 100 / 10}`;
    const up = (i % 4 === 0) !== (i % 59 === 0) ? "rise" : "fall";
    lines.push(
      `${i},${sector},${size},${i % 3 === 0},${1 + i % 2},d${
        Math.floor(i / 20)
      },${up}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

Deno.test("tenor fit learns classes from texts and gaps with every learner of classes", () =>
  inFolder(async (dir) => {
    const table = `${dir}/mixed.csv`;
    await Deno.writeTextFile(table, mixedTable());
    const asked = ["--target", "up", "--weights", "weight", "--group", "day"];
    const cases: [string, string[]][] = [
      ["boosting", []],
      ["forest", ["--set", "trees=20"]],
      ["logistic", ["--impute", "mean"]],
      ["svm", ["--impute", "mean"]],
    ];
    for (const [model, more] of cases) {
      const out = `${dir}/${model}`;
      const { code, stdout, stderr } = await tenor(
        ...["fit", table, "--model", model, "--out", out, "--json"],
        ...[...asked, ...more, "--folds", "3"],
      );
      assertEquals(code, 0, stderr);
      // The index that was written along is no feature.
      assertStringIncludes(stderr, "no name stands above column 1");
      const summary = JSON.parse(stdout);
      assertEquals(summary.features, ["sector", "size", "flag"], model);
      assertEquals(summary.classes, ["fall", "rise"]);
      assertEquals(summary.cv.splitter, "grouped 3-fold");
      assert(summary.train.auc > 0.9, `${model} ${summary.train.auc}`);
      assert(summary.cv.auc > 0.9, `${model} ${summary.cv.auc}`);
      assert(summary.importance.sector > 0.5, model);

      const fresh = `${dir}/fresh.csv`;
      await Deno.writeTextFile(
        fresh,
        "flag,size,other,sector\ntrue,5,x,tech\ntrue,5,y,oil\nfalse,,z,metals\n",
      );
      const told = await tenor("predict", out, fresh, "--json");
      assertEquals(told.code, 0, told.stderr);
      const { predictions, classes } = JSON.parse(told.stdout);
      assertEquals([predictions.length, classes], [3, ["fall", "rise"]]);
      assert(predictions[0] > 0.8 && predictions[0] > predictions[1], model);
      assertStringIncludes(
        told.stderr,
        'column "sector": 1 of 3 rows have a category that training did not see, such as "metals"',
      );
    }
  }));

Deno.test("tenor fit reads gzipped CSV and Parquet as it reads CSV", () =>
  withDiabetes(async (dir) => {
    const { encodeColumns } = await import("lib/market/parquet_columns.ts");
    const text = await Deno.readTextFile(`${dir}/train.csv`);
    const [header, ...rows] = text.trim().split("\n").map((l) => l.split(","));
    const columns = header.map((name, j) =>
      [name, Float64Array.from(rows, (row) => Number(row[j]))] as const
    );
    await Deno.writeFile(
      `${dir}/train.parquet`,
      encodeColumns(Object.fromEntries(columns)),
    );
    const gzip = new Blob([text]).stream().pipeThrough(
      new CompressionStream("gzip"),
    );
    await Deno.writeFile(`${dir}/train.csv.gz`, gzip);
    const scores = [];
    for (const end of ["csv", "csv.gz", "parquet"]) {
      const { stdout, stderr } = await tenor(
        ...["fit", `${dir}/train.${end}`, "--target", "y", "--json"],
        ...["--model", "ridge", "--ignore", "sex,age", "--out", `${dir}/m`],
      );
      assertEquals(stderr, "");
      const { train, features } = JSON.parse(stdout);
      assertEquals(features.length, 8);
      scores.push(train);
    }
    assertEquals(scores[1], scores[0]);
    assertEquals(scores[2], scores[0]);
  }));

Deno.test("tenor fit refuses what cannot be learnt with exit code 2, a message and no model", () =>
  withDiabetes(async (dir) => {
    const text = await Deno.readTextFile(`${dir}/train.csv`);
    const write = (name: string, content: string) =>
      Deno.writeTextFileSync(`${dir}/${name}.csv`, content);
    const lines = text.split("\n");
    write("broken", text.replace("\n48,", "\n48a,"));
    write("gap", text.replace("\n48,", "\n,"));
    write("ragged", `${lines.slice(0, 3).join("\n")}\n1,2\n`);
    write("header", `${lines[0]}\n`);
    write("empty", "");
    write("semicolons", text.replaceAll(",", ";"));
    const row = lines.findIndex((line) => line.startsWith("48,")) + 1;
    const cases: [string, string[], string][] = [
      ["train", ["--target", "Y"], 'The nearest is "y"'],
      ["train", ["--model", "bosting"], "The nearest is boosting"],
      ["train", ["--set", "leafs=3"], "The nearest is leaves"],
      ["train", ["--set", "leaves=1"], "an integer from 2"],
      ["train", ["--set", "leaves"], "name=value"],
      ["train", ["--features", "bmi,pb"], 'The nearest is "bp"'],
      ["train", ["--features", "bmi,y"], "the target not among them"],
      ["train", ["--ignore", "agee"], 'The nearest is "age"'],
      ["train", ["--model", "logistic"], "two classes for this model"],
      ["train", ["--folds", "1"], "from 2 to 1000"],
      [
        "broken",
        [],
        `broken.csv, row ${row}, column "age": The value must be a number, or blank: current value is "48a"`,
      ],
      [
        "gap",
        ["--model", "ridge"],
        `gap.csv, row ${row}, column "age": A value is missing`,
      ],
      ["ragged", [], "row 4: The row has 2 fields where the header has 11"],
      ["header", [], "a header but no rows"],
      ["empty", [], "The file is empty"],
      ["semicolons", [], "commas between them"],
      ["absent", [], "There is no such file"],
    ];
    for (const [file, args, message] of cases) {
      const { code, stdout, stderr } = await tenor(
        ...["fit", `${dir}/${file}.csv`, "--target", "y"],
        ...["--out", `${dir}/none`, ...args],
      );
      assertEquals([code, stdout], [2, ""], `${file} ${args}: ${stderr}`);
      assertStringIncludes(stderr, message);
      assertEquals(stderr.includes("    at "), false, stderr);
    }
    const names = Array.from(Deno.readDirSync(dir), ({ name }) => name);
    assertEquals(names.filter((name) => !name.endsWith(".csv")), []);
  }));

Deno.test("tenor fit leaves a folder of anything else alone", () =>
  withDiabetes(async (dir) => {
    const { code, stderr } = await tenor(
      ...["fit", `${dir}/train.csv`, "--target", "y", "--out", dir],
    );
    assertEquals(code, 2);
    assertStringIncludes(stderr, "it holds something else");
    assertEquals([...Deno.readDirSync(dir)].length, 2);
  }));

Deno.test("tenor fit --help-settings lists every hyperparameter with default and bounds", async () => {
  const { code, stdout } = await tenor("fit", "--help-settings");
  assertEquals(code, 0);
  const lines = stdout.split("\n").map((line) => line.split(/ {2,}/));
  const of = (start: string) => lines.find(([, name]) => name === start);
  assertEquals(of("rounds=100"), [
    ...["", "rounds=100", "integer ≥ 1", "trees at most"],
  ]);
  assertEquals(of("learningRate=0.1")?.[2], "number > 0");
  assertEquals(
    of("loss=squared")?.[2],
    "squared | absolute | quantile | logistic",
  );
  const svm = await tenor("fit", "--model", "svm", "--help-settings");
  assertStringIncludes(svm.stdout, "kernel=rbf");
});
