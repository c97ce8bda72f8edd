import { assertEquals, assertStringIncludes } from "@std/assert";

/** What loading asks for; nothing may be written. */
const MAY = ["--allow-read", "--allow-env", "--allow-sys", "--allow-ffi"];

for (const task of ["greeks", "calibration"]) {
  Deno.test(`deno task ${task} --help shows the keys and starts nothing`, async () => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", ...MAY, `pipelines/${task}.ts`, "--help"],
    }).output();
    const text = new TextDecoder().decode(stdout);
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
    assertStringIncludes(text, `deno task ${task} [--config FILE]`);
    assertStringIncludes(text, "seed: ");
  });
}
