import { assertEquals, assertRejects } from "@std/assert";
import { ingestFiles } from "lib/market/history/ingest.ts";
import { openHistory } from "lib/market/history/open_history.ts";
import { openPglite } from "lib/market/history/pglite_database.ts";
import { openSqlStore } from "lib/market/history/sql_store.ts";
import { testKilledIngest } from "./killed_ingest.ts";
import { storeSuite } from "./store_suite.ts";

Deno.test("A history in a folder does what every home must", async (context) => {
  const folder = await Deno.makeTempDir();
  // As a first start that was cut off leaves it.
  await Deno.mkdir(`${folder}/data.new/base`, { recursive: true });
  const database = await openPglite(folder);
  try {
    await storeSuite(context, "pglite", database);
    await context.step(
      "A second program is kept out of the folder",
      async () => {
        await assertRejects(
          () => openHistory({ folder }),
          RangeError,
          "another program has it open",
        );
      },
    );
    await testKilledIngest(context, database, async () => {
      const folder = await Deno.makeTempDir();
      await (await openPglite(folder)).close();
      return {
        home: { folder },
        open: () => openPglite(folder),
        remove: () => Deno.remove(folder, { recursive: true }),
      };
    });
  } finally {
    await database.close();
  }
  const again = await openPglite(folder);
  try {
    const store = await openSqlStore("pglite", again);
    assertEquals(store.home, "pglite");
    const path = `${folder}/p.csv`;
    await Deno.writeTextFile(path, "symbol,date,close\nVIX,2025-04-30,24.7\n");
    await store.forget("nothing");
    assertEquals((await ingestFiles(store, [path])).rows, 1);
  } finally {
    await again.close();
    await Deno.remove(folder, { recursive: true });
  }
});
