/** What `tenor greeks ingest` does. */

import { formatDate } from "lib/market/instant.ts";
import { ingestFiles } from "lib/market/history/ingest.ts";
import type { IngestFlags } from "scripts/commands/greeks.ts";
import { openHistoryHome } from "scripts/history_home.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";

/** Reads files into the history and prints what came of them. */
export async function runIngest(
  files: readonly string[],
  flags: IngestFlags,
): Promise<void> {
  const bar = terminalProgress();
  const store = await openHistoryHome(flags.store);
  try {
    const report = await ingestFiles(store, files, {
      reread: flags.reread ?? false,
      onProgress: (progress) => bar.update(progress),
    });
    bar.clear();
    if (flags.json) {
      console.log(JSON.stringify(report, null, 2));
      return;
    }
    for (const file of report.files) {
      const { rows, inserted, duplicates, conflicting, dropped } = file;
      const left = Object.entries(dropped).map(([rule, n]) => `${n} ${rule}`);
      console.log(
        `${file.file}: ${rows} rows of ${file.table}, ${inserted} added, ${duplicates} there already${
          conflicting === 0
            ? ""
            : `, ${conflicting} of them with other values: the first stay`
        }${left.length === 0 ? "" : `; left out: ${left.join(", ")}`}`,
      );
    }
    for (const { table, symbol, rows, first, last } of await store.parts()) {
      console.log(
        `${table.padEnd(21)}${symbol.padEnd(8)}${
          String(rows).padStart(9)
        } rows  ${formatDate(first)} to ${formatDate(last)}`,
      );
    }
  } finally {
    bar.clear();
    await store.close();
  }
}
