import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { DeltaModel } from "lib/greeks/delta_model.ts";
import { ServedModel } from "lib/serve/served_model.ts";
import { VersionCache } from "lib/serve/version_cache.ts";
import { openWavy, quote } from "./delta_models.ts";

/** Loads models of any key, and notes what is loaded and released. */
function loader() {
  const loaded: string[] = [];
  const released: string[] = [];
  const load = (key: string) => async () => {
    loaded.push(key);
    const artifact = {
      path: "",
      metadata: {
        name: key,
        version: "1.0.0",
        kind: "delta",
        created: "",
        runId: key,
        codeVersion: "",
        command: "",
        files: {},
        metrics: {},
        details: { contractType: "call" },
      },
      files: new Map(),
    };
    const delta: DeltaModel = {
      ...await openWavy(artifact),
      release: () => {
        released.push(key);
        return Promise.resolve();
      },
    };
    return new ServedModel(artifact, { calibrator: null, delta }, "wasm");
  };
  return { loaded, released, load };
}

const nameOf = (model: ServedModel) => Promise.resolve(model.metadata.name);

Deno.test("A version cache loads once, and gives up the longest unused", async () => {
  const { loaded, released, load } = loader();
  const cache = new VersionCache(2);
  for (const key of ["a", "b", "a", "c", "a", "b"]) {
    assertEquals(await cache.use(key, load(key), nameOf), key);
  }
  assertEquals(loaded, ["a", "b", "c", "b"]);
  assertEquals(released, ["b", "c"]);
  assertEquals(cache.models.map(({ metadata }) => metadata.name), ["a", "b"]);
  await cache.close();
  assertEquals(released.toSorted(), ["a", "b", "b", "c"]);
});

Deno.test("A model that is given up while it works is freed when the work has ended", async () => {
  const { released, load } = loader();
  const cache = new VersionCache(1);
  const gate = Promise.withResolvers<void>();
  const slow = cache.use("a", load("a"), async (model) => {
    await gate.promise;
    return (await model.predict([quote()])).delta.length;
  });
  await cache.use("b", load("b"), nameOf);
  assertEquals(released, []);
  gate.resolve();
  assertEquals(await slow, 1);
  await cache.close();
  assertEquals(released, ["a", "b"]);
});

Deno.test("Requests that come together load once, whatever is given up meanwhile", async () => {
  const { loaded, released, load } = loader();
  const cache = new VersionCache(1);
  const keys = Array.from({ length: 30 }, (_, i) => i % 3 === 0 ? "a" : "b");
  const answers = await Promise.all(
    keys.map((key) =>
      cache.use(key, load(key), async (model) => {
        await model.predict([quote()]);
        assertEquals(
          released.filter((one) => one === key).length <
            loaded.filter((one) => one === key).length,
          true,
        );
        return model.metadata.name;
      })
    ),
  );
  assertEquals(answers, keys);
  await Promise.all([1, 2, 3].map(() => cache.use("c", load("c"), nameOf)));
  assertEquals(loaded.filter((key) => key === "c"), ["c"]);
  await cache.close();
  assertEquals(released.toSorted(), loaded.toSorted());
});

Deno.test("A load that fails is tried again by the next who asks", async () => {
  const { load } = loader();
  const cache = new VersionCache(2);
  const broken = () => Promise.reject(new Error("cut off"));
  await assertRejects(() => cache.use("a", broken, nameOf), Error, "cut off");
  assertEquals(await cache.use("a", load("a"), nameOf), "a");
  await cache.close();
});

Deno.test("A version cache holds a whole number of models", () => {
  for (const most of [0, 1.5, NaN]) {
    assertThrows(() => new VersionCache(most), RangeError, `${most}`);
  }
});
