import { assertEquals, assertThrows } from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import { readBacktestConfig } from "pipelines/backtest_config.ts";

const LEAST = "name: a\nsymbol: XYZ\nstrategy: buy-and-hold\ndata: xyz.csv\n";

const refused = (yaml: string, words: string) =>
  assertThrows(
    () => readBacktestConfig(yaml, "c.yaml"),
    DataQualityError,
    words,
  );

Deno.test("readBacktestConfig() fills in what is left out", () => {
  const config = readBacktestConfig(LEAST, "c.yaml");
  assertEquals(
    [config.cash, config.spreadBps, config.walk, config.data],
    [100_000, 2, "rolling", ["xyz.csv"]],
  );
});

Deno.test("readBacktestConfig() takes dates as they are written", () => {
  const { from, to } = readBacktestConfig(
    LEAST + "from: 2016-02-29\nto: '2017-01-01'\n",
    "c.yaml",
  );
  assertEquals([from, to], ["2016-02-29", "2017-01-01"]);
});

Deno.test("readBacktestConfig() refuses days that are none, and an end before the start", () => {
  refused(LEAST + "from: 2016-02-30\n", 'current value is "2016-02-30"');
  refused(
    LEAST + "from: 2017-01-01\nto: 2016-01-01\n",
    "must not be before the first, 2017-01-01",
  );
});

Deno.test("readBacktestConfig() refuses names that are no file's", () => {
  for (const name of ["..", "../../x", "日本", "''", "-a"]) {
    refused(LEAST.replace("name: a", `name: ${name}`), "a letter or digit");
  }
});

Deno.test("readBacktestConfig() refuses costs that no sale could pay", () => {
  refused(LEAST + "spreadBps: 30000\n", "from 0 to 1000");
  refused(LEAST + "commissionPerShare: .inf\n", "current value is Infinity");
  refused(LEAST + "seed: 4294967296\n", "below 2^32");
});

Deno.test("readBacktestConfig() refuses a study of nothing", () => {
  refused(LEAST.replace("data: xyz.csv\n", ""), "There must be data or chains");
});

Deno.test("readBacktestConfig() tells of broken YAML in one line", () => {
  const error = assertThrows(
    () => readBacktestConfig("name: a\n  data: [\n", "c.yaml"),
    DataQualityError,
    "c.yaml",
  );
  assertEquals(error.message.split("\n").length, 1);
});
