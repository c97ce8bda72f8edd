import { assertEquals } from "@std/assert";

Deno.test("windows of a 90,000 x 107 panel hold less than 1.5 times its bytes", async () => {
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--v8-flags=--expose-gc",
      "-A",
      new URL("window_memory.ts", import.meta.url).pathname,
    ],
  }).output();
  const text = new TextDecoder().decode(success ? stdout : stderr);
  assertEquals(success, true, text);
  const { panel, held, resident, windows } = JSON.parse(text);
  // 63,000 + 13,500 + 13,500 bars less windows of 60, purge and embargo.
  assertEquals(windows, 90_000 - 3 * 60 - 2 * (60 + 1440));
  assertEquals(held / panel < 1.1, true, `${held} of ${panel} bytes`);
  assertEquals(resident / panel < 1.5, true, `${resident} of ${panel} bytes`);
});
