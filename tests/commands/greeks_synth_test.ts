import { assertEquals, assertStringIncludes } from "@std/assert";
import { inFolder, tenor } from "./table_command.ts";

Deno.test("tenor greeks synth makes a history at the rates it is given", async () => {
  await inFolder(async (dir) => {
    const { code, stdout } = await tenor(
      ...["greeks", "synth", "--out", dir, "--days", "1", "--json"],
      ...["--rate", "0.01", "--dividend", "0.02"],
    );
    assertEquals(code, 0);
    const { settings, files } = JSON.parse(stdout);
    assertEquals([settings.rate, settings.dividend], [0.01, 0.02]);
    assertEquals(files["price_history.csv"].rows, 5);
  });
});

Deno.test("tenor greeks synth refuses a dividend below 0", async () => {
  await inFolder(async (dir) => {
    const { code, stderr } = await tenor(
      ...["greeks", "synth", "--out", dir, "--dividend", "-0.1"],
    );
    assertEquals(code, 2);
    assertStringIncludes(stderr, "dividend must be in [0, 0.5]");
  });
});
