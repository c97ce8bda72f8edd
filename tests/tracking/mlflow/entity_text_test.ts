import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import {
  cutText,
  entityName,
  MAX_NAME,
  metricName,
  valueText,
} from "lib/tracking/mlflow/entity_text.ts";

Deno.test("every text becomes a name that MLflow takes, and stays one", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
      const name = entityName(text);
      assert(/^[\w.\-/ ]+$/.test(name), name);
      assert(name.length <= MAX_NAME - "tenor.name.".length);
      for (const step of name.split("/")) assert(!/^\.{0,2}$/.test(step), name);
    }),
  );
});

Deno.test("names that are like each other after mapping are told apart", () => {
  assertNotEquals(entityName("loss %"), entityName("loss #"));
  assertNotEquals(entityName("x".repeat(300)), entityName("x".repeat(301)));
  assertNotEquals(entityName("a//b"), entityName("a/_/b"));
});

Deno.test("labels stand in one order, the step apart", () => {
  const a = metricName("mse", { symbol: "SPX", horizon: 96, step: 4 });
  const b = metricName("mse", { horizon: 96, symbol: "SPX", epoch: 9 });
  assertEquals([a, b], [
    "horizon-96/symbol-SPX/mse",
    "horizon-96/symbol-SPX/mse",
  ]);
});

Deno.test("values lose what databases refuse, and never half a character", () => {
  assertEquals(valueText("a\0b\ud800"), "a\ufffdb\ufffd");
  assertEquals(valueText({ b: [1, null], a: true }), '{"a":true,"b":[1,null]}');
  assertEquals(cutText("a😀b", 2), "a");
  assertEquals(cutText("a😀b", 3), "a😀");
  assertEquals(cutText("a😀b", 9), "a😀b");
});
