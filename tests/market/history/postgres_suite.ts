import { assertEquals, assertRejects } from "@std/assert";
import { ingestFiles } from "lib/market/history/ingest.ts";
import { openHistory } from "lib/market/history/open_history.ts";
import { openPostgres } from "lib/market/history/postgres_database.ts";
import { testKilledIngest } from "./killed_ingest.ts";
import { manyQuotes } from "./option_csv.ts";
import { findBinaries, startServer } from "./server.ts";
import { empty, storeSuite } from "./store_suite.ts";

Deno.test("A history on a server does what every home must", async (context) => {
  const server = await startServer((await findBinaries())!);
  if (typeof server === "string") {
    const name = `Skipped: ${server}`;
    await context.step({ name, ignore: true, fn: () => {} });
    return;
  }
  const { url } = server;
  try {
    await context.step(
      "Programs that start together make the tables once",
      async () => {
        const opened = await Promise.all(
          [1, 2, 3].map(() => openHistory({ databaseUrl: url, folder: "" })),
        );
        assertEquals(
          opened.map(({ home }) => home),
          Array(3).fill("postgres"),
        );
        await Promise.all(opened.map((store) => store.close()));
      },
    );
    const database = await openPostgres(url);
    try {
      await storeSuite(context, "postgres", database);
      await context.step(
        "Two programs that read one file store it once",
        async () => {
          await empty(database);
          await readTogether(url);
        },
      );
      await testKilledIngest(context, database, () =>
        Promise.resolve({
          home: { databaseUrl: url, folder: "" },
          open: () => openPostgres(url),
          remove: () => Promise.resolve(),
        }));
    } finally {
      await database.close();
    }
  } finally {
    await server.stop();
  }
});

async function readTogether(url: string): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  await Deno.writeTextFile(path, manyQuotes(3000));
  const stores = await Promise.all(
    [1, 2].map(() => openHistory({ databaseUrl: url, folder: "" })),
  );
  try {
    const reports = await Promise.all(
      stores.map((store, i) =>
        ingestFiles(store, [path], { chunkRows: 100 + 37 * i })
      ),
    );
    const [{ rows }] = await stores[0].parts();
    assertEquals(rows, 3000 - reports[0].dropped.no_delta);
    const again = await ingestFiles(stores[1], [path]);
    assertEquals([again.rows, again.skipped, again.inserted], [3000, 3000, 0]);
    assertEquals(again.duplicates, rows);
  } finally {
    await Promise.all(stores.map((store) => store.close()));
    await Deno.remove(path);
  }
}

Deno.test("An address that is none, or where nobody answers, is refused without showing it", async () => {
  const error = await assertRejects(
    () => openPostgres("mysql://user:secret@host/name"),
    RangeError,
    "must be like postgres://",
  );
  assertEquals(error.message.includes("secret"), false);
  const closed = await assertRejects(
    () => openPostgres("postgres://user:secret@127.0.0.1:1/name"),
    RangeError,
    "127.0.0.1:1/name",
  );
  assertEquals(closed.message.includes("secret"), false);
});
