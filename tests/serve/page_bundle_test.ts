import { assertEquals } from "@std/assert";
import { join } from "@std/path";

Deno.test("the committed page.js is what its sources build: deno task page", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const out = join(dir, "page.js");
    const { tasks } = JSON.parse(await Deno.readTextFile("deno.json"));
    const [, ...args] = tasks.page.command
      .replace("lib/serve/page/page.js", out).split(" ");
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args,
    })
      .output();
    assertEquals(success, true, new TextDecoder().decode(stderr));
    const built = await Deno.readTextFile(out);
    const committed = await Deno.readTextFile("lib/serve/page/page.js");
    assertEquals(built === committed, true, "run deno task page and commit");
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
