import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import {
  configText,
  readFactoryConfig,
} from "pipelines/factory/factory_config.ts";

/** A few lines of aliases that come to ten thousand million values. */
const BOMB = Array.from({ length: 10 }, (_, k) => {
  const items = Array(10).fill(k === 0 ? "x" : `*a${k - 1}`);
  return `a${k}: &a${k} [${items.join(", ")}]`;
}).join("\n");

/** A folder with a configuration, its models and experiments. */
async function folder(files: Record<string, string>): Promise<string> {
  const root = await Deno.makeTempDir();
  for (const part of ["models", "experiments"]) {
    await Deno.mkdir(`${root}/${part}`);
  }
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${root}/${name}`, text);
  }
  return root;
}

Deno.test("each layer is laid over the one before, and the origin of every value is told", async () => {
  const root = await folder({
    "config.yaml": "horizons: [1, 5]\nseed: 1\npatience: 4\n",
    "models/lstm.yaml": "patience: 6\nparams: { hidden: 32, layers: 2 }\n",
    "experiments/wide.yaml": "patience: 8\n",
  });
  const file = `${root}/config.yaml`;
  const resolved = await readFactoryConfig({
    file,
    model: "lstm",
    experiment: "wide",
    set: { hidden: "16", "purge": "7" },
    hyperparameters: ["hidden", "layers"],
  });
  const { config, origins } = resolved;
  assertEquals(config.horizons, [1, 5]);
  assertEquals([config.seed, config.patience, config.purge], [1, 8, 7]);
  assertEquals(config.params, { hidden: 16, layers: 2 });
  assertEquals(origins["seed"], file);
  assertEquals(origins["patience"], `${root}/experiments/wide.yaml`);
  assertEquals(origins["params.layers"], `${root}/models/lstm.yaml`);
  assertEquals(origins["params.hidden"], "--set");
  const lines = configText(resolved).split("\n").map((l) => l.split(/ {2,}/));
  assertEquals(
    lines.find(([key]) => key === "embargo"),
    ["embargo", "1440", "default"],
  );
  await Deno.remove(root, { recursive: true });
});

Deno.test("what is wrong in a configuration is named with file, key and the nearest key", async () => {
  const cases: readonly [string, string][] = [
    ["sequenceLenght: 5", "the nearest is sequenceLength"],
    [
      "sequence_length: 5\nsequenceLength: 6",
      'it is also spelt "sequence_length"',
    ],
    ["horizons: [0]", "different whole numbers ≥ 1: current value is [0]"],
    ["hidden: 5", "The key is not known"],
    ["purge: soon", 'auto or a whole number ≥ 0: current value is "soon"'],
    ["trainShare: 0.9\nvalidationShare: 0.2", "leave something to test on"],
    ["- 1", "a list of keys and values"],
    ["a: [", "It must be YAML"],
    ["seed: 1\nseed: 2", "It must be YAML"],
    ["params: 5", 'column "params": It must be an object of keys and values'],
    ["search: [1]", "keys and values: current value is [ 1 ]"],
    ["seed: &a [*a]", "aliases (*name) repeat or hold of themselves"],
    [BOMB, "100000 values at most"],
  ];
  for (const [text, message] of cases) {
    const root = await folder({ "config.yaml": text });
    const file = `${root}/config.yaml`;
    const error = await assertRejects(
      () => readFactoryConfig({ file, hyperparameters: ["hidden"] }),
      DataQualityError,
    );
    assertStringIncludes(error.message, file);
    assertStringIncludes(error.message, message);
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("a flag that is no YAML, or no object where one must be, is named in one line", async () => {
  const root = await folder({ "config.yaml": "seed: 1" });
  const cases = [
    ["horizons", "[1,", '--set, column "horizons": It must be YAML'],
    ["search", "5", '--set, column "search": It must be an object'],
  ];
  for (const [key, value, message] of cases) {
    const error = await assertRejects(
      () =>
        readFactoryConfig({
          file: `${root}/config.yaml`,
          set: { [key]: value },
        }),
      DataQualityError,
    );
    assertStringIncludes(error.message, message);
    assertEquals(error.message.split("\n").length, 1);
  }
  await Deno.remove(root, { recursive: true });
});

Deno.test("an experiment that is not there is named beside those that are", async () => {
  const root = await folder({
    "config.yaml": "seed: 1",
    "experiments/baseline.yaml": "seed: 2",
  });
  const error = await assertRejects(
    () =>
      readFactoryConfig({
        file: `${root}/config.yaml`,
        experiment: "basline",
      }),
    DataQualityError,
  );
  assertStringIncludes(error.message, "baseline.yaml");
  await Deno.remove(root, { recursive: true });
});

Deno.test("an experiment takes each model's hyperparameters from its file, lays its own and flags over them", async () => {
  const root = await folder({
    "config.yaml": "seed: 1",
    "models/lstm.yaml":
      "patience: 9\nparams: { hidden: 32, layers: 2, epochs: 5 }",
    "experiments/wide.yaml":
      "models: [seasonal-naive, lstm]\nparams: { lstm: { layers: 3 }, seasonal-naive: { season: 7 } }",
  });
  const { config, origins } = await readFactoryConfig({
    file: `${root}/config.yaml`,
    experiment: "wide",
    set: { "lstm.epochs": "1" },
  });
  assertEquals(config.params, {
    "lstm.hidden": 32,
    "lstm.layers": 3,
    "lstm.epochs": 1,
    "seasonal-naive.season": 7,
  });
  assertEquals(config.patience, 5);
  assertEquals(origins["params.lstm.hidden"], `${root}/models/lstm.yaml`);
  await Deno.remove(root, { recursive: true });
});
