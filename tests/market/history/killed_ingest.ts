/**
 * A program that reads a file into a history is killed in the middle, then the
 * file is read again.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { OpenDatabase } from "lib/market/history/database.ts";
import { ingestFiles } from "lib/market/history/ingest.ts";
import {
  type HistoryHome,
  openHistory,
} from "lib/market/history/open_history.ts";
import { openSqlStore } from "lib/market/history/sql_store.ts";
import { manyQuotes } from "./option_csv.ts";
import { dump, empty } from "./store_suite.ts";

/** A home that another program can open. */
export interface OtherHome {
  /** As that program is told. */
  readonly home: HistoryHome;
  /** Opens it here. */
  open(): Promise<OpenDatabase>;
  /** Takes it away. */
  remove(): Promise<void>;
}

const ROWS = 4000;

/** Rows after which the program is killed. */
const KILLS = [300, 1700];

/** Runs the step. */
export async function testKilledIngest(
  context: Deno.TestContext,
  reference: OpenDatabase,
  make: () => Promise<OtherHome>,
): Promise<void> {
  await context.step(
    "Killed in the middle of a file, twice, it ends with the same table",
    async () => {
      const path = await Deno.makeTempFile({ suffix: ".csv" });
      await Deno.writeTextFile(path, manyQuotes(ROWS));
      try {
        await empty(reference);
        const whole = await openSqlStore("pglite", reference);
        await ingestFiles(whole, [path]);
        const expected = await dump(reference);
        await empty(reference);
        const other = await make();
        try {
          for (const at of KILLS) await ingestUntil(other.home, path, at);
          const database = await other.open();
          try {
            const store = await openSqlStore("pglite", database);
            const report = await ingestFiles(store, [path]);
            assert(report.skipped >= 1700 && report.skipped < ROWS);
            assertEquals(await dump(database), expected);
          } finally {
            await database.close();
          }
        } finally {
          await other.remove();
        }
      } finally {
        await Deno.remove(path);
      }
    },
  );
}

/** Starts this module as a program and kills it when it is at a row. */
async function ingestUntil(
  home: HistoryHome,
  path: string,
  row: number,
): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", import.meta.url],
    env: { INGEST_HOME: JSON.stringify(home), INGEST_FILE: path },
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let told = "";
  const decoder = new TextDecoder();
  for await (const bytes of child.stdout) {
    told += decoder.decode(bytes);
    const last = Number(told.trimEnd().split("\n").at(-1));
    if (last >= row) child.kill("SIGKILL");
  }
  assertEquals((await child.status).signal, "SIGKILL");
}

if (import.meta.main) {
  const home = JSON.parse(Deno.env.get("INGEST_HOME")!) as HistoryHome;
  const store = await openHistory(home);
  await ingestFiles(store, [Deno.env.get("INGEST_FILE")!], {
    chunkRows: 50,
    onProgress({ label }) {
      console.log(label!.split(" ").at(-1));
    },
  });
  await store.close();
}
