import { assertEquals } from "@std/assert";
import { sha256Hex, sha256OfFile } from "lib/core/hash.ts";

Deno.test("sha256Hex() gives the digests of FIPS 180-4's examples", async () => {
  assertEquals(
    await sha256Hex("abc"),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  assertEquals(
    await sha256Hex(new Uint8Array(0)),
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
});

Deno.test("sha256OfFile() agrees with sha256Hex() on a file of many chunks", async () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, bytes);
    assertEquals(await sha256OfFile(path), await sha256Hex(bytes));
  } finally {
    await Deno.remove(path);
  }
});
