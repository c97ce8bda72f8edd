import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ArtifactError } from "lib/core/errors.ts";
import { registerArtifact } from "lib/registry/store.ts";
import { ModelStore } from "lib/serve/model_store.ts";
import type { OpenCalibrator } from "lib/serve/open_model.ts";
import { readQuotes, RequestQuotes } from "lib/serve/request_quotes.ts";
import { openMeans, surface, vgModel } from "./test_server.ts";

async function withStore(
  work: (store: ModelStore, root: string) => Promise<void>,
  open: OpenCalibrator = openMeans,
): Promise<void> {
  const root = await Deno.makeTempDir();
  const store = new ModelStore(root, { open });
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
