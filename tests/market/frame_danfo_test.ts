import { assertEquals } from "@std/assert";

/** Whether danfojs is on this machine; --cached-only fetches nothing. */
async function roundTrip(): Promise<{ ok: boolean; out: string; err: string }> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-lock",
      "--cached-only",
      "-A",
      "tests/market/danfo_round_trip.ts",
    ],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { ok: success, out: text(stdout), err: text(stderr) };
}

Deno.test("toDanfo() and fromDanfo() give a chain back as it was", async (t) => {
  const { ok, out, err } = await roundTrip();
  if (!ok && /not found in cache|--cached-only/.test(err)) {
    await t.step({
      name: "danfojs is not on this machine: 300 MB that no test fetches",
      ignore: true,
      fn: () => {},
    });
    return;
  }
  if (!ok) throw new Error(err);
  const { shape, sent, back } = JSON.parse(out.trim().split("\n").at(-1) ?? "");
  assertEquals(shape, [3, 15]);
  assertEquals(back, sent);
});
