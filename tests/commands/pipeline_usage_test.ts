import { assertEquals, assertStringIncludes } from "@std/assert";

for (const task of ["greeks", "calibration"]) {
  Deno.test(`deno task ${task} --help shows the keys and starts nothing`, async () => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--allow-read",
        `pipelines/${task}.ts`,
        "--help",
      ],
    }).output();
    const text = new TextDecoder().decode(stdout);
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
    assertStringIncludes(text, `deno task ${task} [--config FILE]`);
    assertStringIncludes(text, "seed: ");
  });
}
