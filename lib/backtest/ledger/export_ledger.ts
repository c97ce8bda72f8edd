/**
 * A ledger as CSV or JSON lines, the same bytes on any machine: entries in
 * order of booking, times in UTC, cents with two decimals and a point, and no
 * locale anywhere.
 *
 * @module
 */

import type { Instrument } from "lib/backtest/instrument.ts";
import { formatCents } from "lib/backtest/ledger/cents.ts";
import type { Ledger, LedgerEntry } from "lib/backtest/ledger/ledger.ts";

/** Columns of the CSV. */
const HEADER =
  "transaction,time,kind,fill,account,instrument,amount,quantity\n";

/** Entries a chunk. */
const CHUNK = 1024;

/**
 * A ledger as CSV, in chunks of text.
 *
 * @param ledger The ledger.
 * @param instruments The run's instruments, for their symbols.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ledgerCsv } from "lib/backtest/ledger/export_ledger.ts";
 * import { Ledger } from "lib/backtest/ledger/ledger.ts";
 *
 * const ledger = new Ledger();
 * ledger.begin("deposit", 0);
 * ledger.post("cash", 10_000);
 * ledger.post("capital", -10_000);
 * ledger.end();
 * assertEquals([...ledgerCsv(ledger, [])].join("").split("\n")[1],
 *   "1,1970-01-01T00:00:00.000Z,deposit,0,cash,,100.00,0");
 * ```
 */
export function* ledgerCsv(
  ledger: Ledger,
  instruments: readonly Instrument[],
): Generator<string> {
  yield HEADER;
  yield* inChunks(ledger, (entry) => {
    const symbol = symbolOf(entry, instruments);
    const quoted = /[",\n]/.test(symbol)
      ? `"${symbol.replaceAll('"', '""')}"`
      : symbol;
    return `${entry.transaction},${
      isoTime(entry.time)
    },${entry.kind},${entry.fill},${entry.account},${quoted},${
      formatCents(entry.cents)
    },${entry.quantity}\n`;
  });
}

/**
 * A ledger as JSON lines, in chunks of text; amounts in whole cents.
 *
 * @param ledger The ledger.
 * @param instruments The run's instruments, for their symbols.
 */
export function* ledgerJsonl(
  ledger: Ledger,
  instruments: readonly Instrument[],
): Generator<string> {
  yield* inChunks(ledger, (entry) =>
    JSON.stringify({
      ...entry,
      time: isoTime(entry.time),
      instrument: symbolOf(entry, instruments),
    }) + "\n");
}

function* inChunks(
  ledger: Ledger,
  line: (entry: LedgerEntry) => string,
): Generator<string> {
  let chunk = "";
  let lines = 0;
  for (const entry of ledger.entries()) {
    chunk += line(entry);
    if (++lines % CHUNK !== 0) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}

function symbolOf(
  { instrument }: LedgerEntry,
  instruments: readonly Instrument[],
): string {
  return instrument < 0 ? "" : instruments[instrument].symbol;
}

function isoTime(time: number): string {
  return new Date(time).toISOString();
}
