import { assertEquals } from "@std/assert";
import { registerArtifact } from "lib/registry/store.ts";
import { deltaArtifact, NAMES, quote } from "../delta_models.ts";
import { vgModel, withServer } from "../test_server.ts";

Deno.test("GET /model/info tells all of every model that is loaded", () =>
  withServer(async ({ get, post, root, refresh }) => {
    await registerArtifact(root, deltaArtifact("call", { runId: "second" }));
    await refresh();
    const info = async () => (await (await get("/model/info")).json()).models;
    const [calls, vg] = await info();
    const { metadata, ...said } = calls;
    assertEquals(said, {
      name: "calls",
      version: "1.0.0",
      kind: "delta",
      contract_type: "call",
      level: 0.9,
      in_service: true,
      feature_names: NAMES,
      aliases: { latest: "1.1.0", champion: "1.0.0" },
      versions: ["1.0.0", "1.1.0"],
    });
    assertEquals(
      metadata,
      JSON.parse(await Deno.readTextFile(`${root}/calls/v1.0.0/metadata.json`)),
    );
    assertEquals([vg.name, vg.contract_type, vg.feature_names], [
      "vg-test",
      null,
      [],
    ]);
    await (await post("/predict", {
      contract_type: "call",
      features: quote(),
      version: "latest",
    })).body?.cancel();
    const [, , other] = await info();
    assertEquals(
      [other.name, other.version, other.in_service, other.metadata.runId],
      ["calls", "1.1.0", false, "second"],
    );
  }, { registered: [deltaArtifact("call"), vgModel()] }));

Deno.test("GET /model/info is empty where nothing is loaded, and takes odd files of features", async () => {
  await withServer(async ({ get }) => {
    assertEquals(await (await get("/model/info")).json(), { models: [] });
  }, { registered: [] });
  const files = {
    "model.onnx": new Uint8Array(3),
    "feature_names.json": new TextEncoder().encode("not JSON"),
  };
  await withServer(async ({ get }) => {
    const { models } = await (await get("/model/info")).json();
    assertEquals(models[0].feature_names, null);
  }, { registered: [vgModel({ files })] });
});
