import { assert, assertEquals } from "@std/assert";
import { EVERY_LAYER } from "../layers/every_layer.ts";

Deno.test("WebAssembly and native code agree to 1e-5 on every layer and training step", async (t) => {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    // --cached-only fetches nothing, --no-lock writes no lock file.
    args: [
      "run",
      "--quiet",
      "--no-lock",
      "--cached-only",
      "-A",
      "tests/graph/session/agreement.ts",
    ],
  }).output();
  const [out, err] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
  if (!success && /not found in cache|--cached-only/.test(err)) {
    await t.step({
      name:
        "onnxruntime-node is not on this machine: 288 MB that no test fetches",
      ignore: true,
      fn: () => {},
    });
    return;
  }
  if (!success) throw new Error(err);
  const worst: Record<string, number> = JSON.parse(
    out.trim().split("\n").at(-1) ?? "",
  );
  assertEquals(Object.keys(worst), EVERY_LAYER.map(({ title }) => title));
  for (const [title, difference] of Object.entries(worst)) {
    assert(difference <= 1e-5, `${title}: ${difference}`);
  }
});
