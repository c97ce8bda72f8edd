import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { ArtifactError } from "lib/core/errors.ts";
import { promote, rollback } from "lib/registry/champion.ts";
import { registerArtifact } from "lib/registry/store.ts";
import { ModelStore } from "lib/serve/model_store.ts";
import type { OpenCalibrator, OpenDelta } from "lib/serve/open_model.ts";
import { readQuotes, RequestQuotes } from "lib/serve/request_quotes.ts";
import type { ServedModel } from "lib/serve/served_model.ts";
import { deltaArtifact, openWavy, quote } from "./delta_models.ts";
import { openMeans, surface, vgModel } from "./test_server.ts";

async function withStore(
  work: (store: ModelStore, root: string) => Promise<void>,
  open: OpenCalibrator = openMeans,
  openDelta: OpenDelta = openWavy,
): Promise<void> {
  const root = await Deno.makeTempDir();
  const store = new ModelStore(root, { open, openDelta, versions: 2 });
  try {
    await work(store, root);
  } finally {
    await store.close();
    await Deno.remove(root, { recursive: true });
  }
}

const quotes = new RequestQuotes(readQuotes(surface(0.2)));

Deno.test("A new version is taken up while the old one still answers", async () => {
  const gate = Promise.withResolvers<void>();
  const released: string[] = [];
  const open: OpenCalibrator = async (artifact) => {
    const { version } = artifact.metadata;
    const calibrator = await openMeans(artifact);
    return {
      ...calibrator,
      fit: async (surfaces) => {
        if (version === "1.0.0") await gate.promise;
        return await calibrator.fit(surfaces);
      },
      release: () => {
        released.push(version);
        return Promise.resolve();
      },
    };
  };
  await withStore(async (store, root) => {
    await registerArtifact(root, vgModel());
    await store.refresh();
    const slow = store.get("vg-test").fit(quotes);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await registerArtifact(root, vgModel());
    const refreshed = store.refresh();
    while (store.get("vg-test").metadata.version === "1.0.0") {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const quick = await store.get("vg-test").fit(quotes);
    assertEquals(quick.quotesUsed, 8);
    assertEquals(released, []);
    gate.resolve();
    assertEquals((await slow).quotesUsed, 8);
    assertEquals((await refreshed).loaded, ["vg-test 1.1.0"]);
    assertEquals(released, ["1.0.0"]);
  }, open);
});

Deno.test("A version that is damaged leaves the last one in service", () =>
  withStore(async (store, root) => {
    await registerArtifact(root, vgModel());
    await store.refresh();
    await registerArtifact(root, vgModel());
    const file = `${root}/vg-test/v1.1.0/model.onnx`;
    const bytes = await Deno.readFile(file);
    await Deno.writeFile(file, bytes.subarray(0, 20));
    const { failed, loaded } = await store.refresh();
    assertEquals(loaded, []);
    assertEquals(failed[0].name, "vg-test");
    assertStringIncludes(failed[0].error, "cut off or altered");
    assertEquals(store.get("vg-test").metadata.version, "1.0.0");
    await Deno.writeFile(file, bytes);
    assertEquals((await store.refresh()).loaded, ["vg-test 1.1.0"]);
  }));

Deno.test("A folder that is no model, and a graph that is none, stop no other model", () =>
  withStore(async (store, root) => {
    await registerArtifact(root, vgModel());
    const noise = crypto.getRandomValues(new Uint8Array(100));
    await registerArtifact(
      root,
      vgModel({
        name: "noise",
        files: { "model.onnx": noise, "feature_names.json": noise },
      }),
    );
    await Deno.mkdir(`${root}/empty`);
    await Deno.mkdir(`${root}/half/v1.0.0`, { recursive: true });
    const { loaded, failed } = await store.refresh();
    assertEquals(loaded, ["vg-test 1.0.0"]);
    assertEquals(failed.map(({ name }) => name), ["half", "noise"]);
    assertEquals(store.ready, true);
  }, async (artifact) => {
    const { readModel } = await import("lib/graph/onnx/read.ts");
    readModel(artifact.files.get("model.onnx")!);
    return await openMeans(artifact);
  }));

Deno.test("A version whose metadata names another is complained of, not loaded", () =>
  withStore(async (store, root) => {
    await registerArtifact(root, vgModel());
    await store.refresh();
    const home = `${root}/vg-test`;
    await Deno.mkdir(`${home}/v1.1.0`);
    for await (const { name } of Deno.readDir(`${home}/v1.0.0`)) {
      await Deno.copyFile(`${home}/v1.0.0/${name}`, `${home}/v1.1.0/${name}`);
    }
    await Deno.writeTextFile(`${home}/latest`, "1.1.0\n");
    const { loaded, failed } = await store.refresh();
    assertEquals(loaded, []);
    assertStringIncludes(failed[0].error, "must name vg-test 1.1.0");
    assertEquals(store.get("vg-test").metadata.version, "1.0.0");
  }));

Deno.test("The calibrator of a law is the one with the least error in its worst cell", () =>
  withStore(async (store, root) => {
    const add = (name: string, worstCellMean: number, route: string) =>
      registerArtifact(
        root,
        vgModel({
          name,
          metrics: { worstCellMean },
          details: { law: "variance-gamma", route },
        }),
      );
    await add("good", 0.002, "inverse");
    await add("better", 0.001, "inverse");
    await add("slow", 0.0001, "surrogate");
    await store.refresh();
    assertEquals(
      store.calibratorOf("variance-gamma").metadata.name,
      "better",
    );
    assertThrows(() => store.calibratorOf("kou"), ArtifactError, "kou");
  }));

Deno.test("A model that is removed is no longer served", () =>
  withStore(async (store, root) => {
    await registerArtifact(root, vgModel());
    await store.refresh();
    await Deno.remove(`${root}/vg-test`, { recursive: true });
    await store.refresh();
    assertEquals(store.models, []);
    assertEquals(store.ready, false);
    assertThrows(() => store.get("vg-test"), ArtifactError, "none is");
  }));

const versionOf = (model: ServedModel) =>
  Promise.resolve(model.metadata.version);

Deno.test("The champion of a delta model is in service, by promotion and rollback", () =>
  withStore(async (store, root) => {
    await registerArtifact(root, deltaArtifact("call"));
    await registerArtifact(root, deltaArtifact("call"));
    assertEquals((await store.refresh()).loaded, ["calls 1.0.0"]);
    assertEquals(await store.use("calls", "latest", versionOf), "1.1.0");
    await promote(root, "calls", "1.1.0");
    assertEquals((await store.refresh()).loaded, ["calls 1.1.0"]);
    assertEquals(await store.use("calls", undefined, versionOf), "1.1.0");
    // What came into service is held once.
    assertEquals(store.others, []);
    await rollback(root, "calls");
    assertEquals((await store.refresh()).loaded, ["calls 1.0.0"]);
    assertEquals(store.get("calls").metadata.version, "1.0.0");
  }));

Deno.test("A damaged latest version leaves the champion of a delta model in service, from the start", () =>
  withStore(async (store, root) => {
    await registerArtifact(root, deltaArtifact("call"));
    await registerArtifact(root, deltaArtifact("call"));
    await Deno.remove(`${root}/calls/v1.1.0/metadata.json`);
    assertEquals(await store.refresh(), {
      loaded: ["calls 1.0.0"],
      failed: [],
    });
  }));

Deno.test("A bounded number of other versions is held, those asked for last", () => {
  const released: string[] = [];
  const openDelta: OpenDelta = async (artifact) => ({
    ...await openWavy(artifact),
    release: () => {
      released.push(artifact.metadata.version);
      return Promise.resolve();
    },
  });
  return withStore(
    async (store, root) => {
      for (let i = 0; i < 5; ++i) {
        await registerArtifact(root, deltaArtifact("put"));
      }
      await store.refresh();
      for (const version of ["1.1.0", "1.2.0", "1.1.0", "v1.3.0", "1.0.0"]) {
        const answered = await store.use("puts", version, versionOf);
        assertEquals(answered, version.replace("v", ""));
      }
      assertEquals(released, ["1.2.0"]);
      assertEquals(store.others.map(({ metadata }) => metadata.version), [
        "1.1.0",
        "1.3.0",
      ]);
      await Deno.remove(`${root}/puts/v1.3.0`, { recursive: true });
      await store.refresh();
      assertEquals(store.others.map(({ metadata }) => metadata.version), [
        "1.1.0",
      ]);
      await store.close();
      assertEquals(released.toSorted(), ["1.0.0", "1.1.0", "1.2.0", "1.3.0"]);
    },
    openMeans,
    openDelta,
  );
});

Deno.test("Predictions go on while champions change under them, and none is freed too soon", () => {
  const alive = new Map<string, number>();
  const count = (version: string, by: number) =>
    alive.set(version, (alive.get(version) ?? 0) + by);
  const openDelta: OpenDelta = async (artifact) => {
    const { version } = artifact.metadata;
    const model = await openWavy(artifact);
    let isAlive = true;
    count(version, 1);
    return {
      ...model,
      predict: async (rows) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (!isAlive) throw new Error(`${version} has been freed`);
        return await model.predict(rows);
      },
      release: () => {
        isAlive = false;
        count(version, -1);
        return Promise.resolve();
      },
    };
  };
  return withStore(
    async (store, root) => {
      for (let i = 0; i < 4; ++i) {
        await registerArtifact(root, deltaArtifact("call"));
      }
      await store.refresh();
      let isDone = false;
      const given = [
        undefined,
        "latest",
        "champion",
        "1.0.0",
        "1.1.0",
        "1.2.0",
      ];
      const asking = given.map(async (version) => {
        let answers = 0;
        for (; !isDone; ++answers) {
          await store.use(
            "calls",
            version,
            (model) => model.predict([quote()]),
          );
        }
        return answers;
      });
      for (const version of ["1.2.0", "1.1.0", "1.3.0", "1.0.0"]) {
        await promote(root, "calls", version);
        await store.refresh();
      }
      isDone = true;
      for (const answers of await Promise.all(asking)) assert(answers > 0);
      await store.close();
      assertEquals([...alive.values()], [0, 0, 0, 0]);
    },
    openMeans,
    openDelta,
  );
});
