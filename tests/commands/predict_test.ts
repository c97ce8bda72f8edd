import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { inFolder, tenor, withDiabetes } from "./table_command.ts";

async function fitted(dir: string): Promise<string> {
  const out = `${dir}/model`;
  const { code, stderr } = await tenor(
    ...["fit", `${dir}/train.csv`, "--target", "y", "--out", out],
    ...["--set", "rounds=10"],
  );
  assertEquals(code, 0, stderr);
  return out;
}

Deno.test("tenor predict finds columns by name, in any order, with others among them", () =>
  withDiabetes(async (dir) => {
    const model = await fitted(dir);
    const text = await Deno.readTextFile(`${dir}/test.csv`);
    const turned = text.trim().split("\n").map((line, i) => {
      // Without the target, backwards, with a column of its own.
      const fields = line.split(",").slice(0, -1).reverse();
      return [i === 0 ? "note" : "x", ...fields].join(",");
    });
    await Deno.writeTextFile(`${dir}/turned.csv`, turned.join("\r\n"));
    const plain = await tenor("predict", model, `${dir}/test.csv`);
    const other = await tenor("predict", model, `${dir}/turned.csv`);
    assertEquals([plain.code, other.code], [0, 0], other.stderr);
    assertEquals(other.stdout, plain.stdout);
    const lines = plain.stdout.trimEnd().split("\n");
    assertEquals(lines.length, 89);
    const json = await tenor("predict", model, `${dir}/test.csv`, "--json");
    assertEquals(JSON.parse(json.stdout), { predictions: lines.map(Number) });
  }));

Deno.test("tenor predict refuses what it cannot use with exit code 2 and a message", () =>
  withDiabetes(async (dir) => {
    const model = await fitted(dir);
    const text = await Deno.readTextFile(`${dir}/test.csv`);
    const write = (name: string, content: string) =>
      Deno.writeTextFileSync(`${dir}/${name}.csv`, content);
    write("renamed", text.replace(",bp,", ",bpp,"));
    write("twice", text.replace(",bp,", ",bmi,"));
    write("broken", text.replace("\n59,", "\nold,"));
    write("header", text.slice(0, text.indexOf("\n") + 1));
    write("empty", "");
    const cases = [
      ["renamed", 'column "bp": The column is missing. The nearest is "bpp"'],
      ["twice", 'column "bmi": Two columns have this name'],
      ["broken", 'row 2, column "age": The value must be a number'],
      ["header", "a header but no rows"],
      ["empty", "The file is empty"],
      ["absent", "There is no such file"],
    ];
    for (const [file, message] of cases) {
      const { code, stdout, stderr } = await tenor(
        ...["predict", model, `${dir}/${file}.csv`, "--json"],
      );
      assertEquals([code, stdout], [2, ""], `${file}: ${stderr}`);
      assertStringIncludes(stderr, message);
    }
  }));

Deno.test("tenor predict refuses a model that is absent, altered or of another kind", () =>
  withDiabetes(async (dir) => {
    const model = await fitted(dir);
    const ask = (path: string) => tenor("predict", path, `${dir}/test.csv`);
    const absent = await ask(`${dir}/nowhere`);
    assertEquals(absent.code, 2);
    assertStringIncludes(absent.stderr, "nowhere/metadata.json");

    const path = `${model}/metadata.json`;
    const metadata = await Deno.readTextFile(path);
    await Deno.writeTextFile(
      path,
      metadata.replace('"table": {', '"chair": {'),
    );
    const other = await ask(model);
    assertEquals(other.code, 2);
    assertStringIncludes(other.stderr, "another kind of model");

    await Deno.writeTextFile(path, metadata);
    await Deno.truncate(`${model}/model.onnx`, 1000);
    const cut = await ask(model);
    assertEquals(cut.code, 2);
    assertStringIncludes(cut.stderr, "cut off or altered");
  }));

Deno.test("tenor predict answers every row of a file of many batches, in order", () =>
  inFolder(async (dir) => {
    const rows = Array.from({ length: 10_000 }, (_, i) => `${i},${2 * i + 1}`);
    const table = `${dir}/line.csv`;
    await Deno.writeTextFile(table, `x,y\n${rows.join("\n")}\n`);
    const fit = await tenor(
      ...["fit", table, "--target", "y", "--model", "ridge"],
      ...["--set", "alpha=0", "--out", `${dir}/m`],
    );
    assertEquals(fit.code, 0, fit.stderr);
    const { code, stdout } = await tenor("predict", `${dir}/m`, table);
    assertEquals(code, 0);
    const predicted = stdout.trimEnd().split("\n").map(Number);
    assertEquals(predicted.length, 10_000);
    predicted.forEach((value, i) =>
      // float32 holds 20,001 to 0.002.
      assert(Math.abs(value - (2 * i + 1)) < 0.01, `${i}: ${value}`)
    );
  }));
