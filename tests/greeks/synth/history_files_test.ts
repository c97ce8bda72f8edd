import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { sha256OfFile } from "lib/core/hash.ts";
import {
  type HistoryMetadata,
  SYNTH_FORMATS,
  writeHistoryFiles,
} from "lib/greeks/synth/history_files.ts";
import { makeSynthSettings } from "lib/greeks/synth/synth_settings.ts";
import { syntheticHistory } from "lib/greeks/synth/synthetic_history.ts";
import type {
  HistoryStore,
  IngestState,
  OptionQuote,
  PriceQuote,
} from "lib/market/history/history_store.ts";
import { ingestFiles } from "lib/market/history/ingest.ts";

const settings = makeSynthSettings({ days: 3, start: "2025-03-06" });
const codeVersion = "test";

async function inFolder(run: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** A history in memory, which keeps what it is given. */
function memoryStore() {
  const quotes: OptionQuote[] = [];
  const prices: PriceQuote[] = [];
  const states = new Map<string, IngestState>();
  const store: Pick<HistoryStore, "ingestState" | "append"> = {
    ingestState: (file) => Promise.resolve(states.get(file)),
    append({ file, data, through, dropped, firstDropped, noted, complete }) {
      if (data.table === "price_history") prices.push(...data.rows);
      else quotes.push(...data.rows);
      const state: IngestState = {
        table: data.table,
        rows: through,
        inserted: through,
        duplicates: 0,
        conflicting: 0,
        dropped,
        firstDropped,
        noted,
        complete,
      };
      states.set(file, state);
      return Promise.resolve(state);
    },
  };
  return { quotes, prices, store: store as HistoryStore };
}

for (const format of SYNTH_FORMATS) {
  Deno.test(`A ${format} history is ingested whole, every number as it was made`, () =>
    inFolder(async (dir) => {
      const { files } = await writeHistoryFiles(dir, settings, {
        codeVersion,
        format,
      });
      const { quotes, prices, store } = memoryStore();
      const report = await ingestFiles(
        store,
        Object.keys(files).map((file) => `${dir}/${file}`),
      );
      assertEquals(report.dropped, {});
      const days = [...syntheticHistory(settings)];
      assertEquals(quotes, days.flatMap((day) => [...day.quotes]));
      assertEquals(
        prices.filter(({ symbol }) => symbol === "SYN")
          .map(({ validTime, close }) => [validTime, close]),
        days.map(({ state }) => [state.time, state.spot]),
      );
      // Known at the quotes' own time, so an as-of join finds the day's.
      for (const { state, indices } of days) {
        const known = prices.filter(({ validTime }) =>
          validTime === state.time
        );
        for (const [symbol, close] of Object.entries(indices)) {
          assertEquals(
            known.filter((price) => price.symbol === symbol)
              .map((price) => price.close),
            [close],
          );
        }
      }
      assertEquals(
        Object.values(files).map(({ rows }) => rows),
        [quotes.length, prices.length],
      );
    }));

  Deno.test(`The same settings give the same bytes of ${format}`, () =>
    inFolder(async (dir) => {
      const make = (to: string) =>
        writeHistoryFiles(`${dir}/${to}`, settings, { codeVersion, format });
      const [one, two] = [await make("one"), await make("two")];
      assertEquals(one, two);
      for (const file of [...Object.keys(one.files), "metadata.json"]) {
        assertEquals(
          await sha256OfFile(`${dir}/one/${file}`),
          await sha256OfFile(`${dir}/two/${file}`),
        );
      }
    }));
}

Deno.test("Metadata tells settings, rows and hashes, and nothing else is left", () =>
  inFolder(async (dir) => {
    await writeHistoryFiles(dir, settings, { codeVersion });
    const text = await Deno.readTextFile(`${dir}/metadata.json`);
    const metadata: HistoryMetadata = JSON.parse(text);
    assertEquals(metadata.settings, settings);
    assertEquals(metadata.codeVersion, codeVersion);
    const names = [...Deno.readDirSync(dir)].map(({ name }) => name).sort();
    assertEquals(names, [
      "metadata.json",
      "option_chain_history.csv",
      "price_history.csv",
    ]);
    for (const [file, { rows, sha256 }] of Object.entries(metadata.files)) {
      assertEquals(await sha256OfFile(`${dir}/${file}`), sha256);
      const lines = (await Deno.readTextFile(`${dir}/${file}`)).split("\n");
      assertEquals(lines.length - 2, rows);
    }
  }));

Deno.test("A history takes the place of one in another format", () =>
  inFolder(async (dir) => {
    await writeHistoryFiles(dir, settings, { codeVersion, format: "parquet" });
    await writeHistoryFiles(dir, settings, { codeVersion });
    const names = [...Deno.readDirSync(dir)].map(({ name }) => name).sort();
    assertEquals(names, [
      "metadata.json",
      "option_chain_history.csv",
      "price_history.csv",
    ]);
  }));

Deno.test("A run that is stopped leaves the history that was there", () =>
  inFolder(async (dir) => {
    const { files } = await writeHistoryFiles(dir, settings, { codeVersion });
    const stop = new AbortController();
    let told = 0;
    await assertRejects(
      () =>
        writeHistoryFiles(dir, makeSynthSettings({ days: 5 }), {
          codeVersion,
          signal: stop.signal,
          onProgress({ done, total }) {
            assertEquals(total, 5);
            told = done;
            if (done === 2) stop.abort(new Error("enough"));
          },
        }),
      Error,
      "enough",
    );
    assertEquals(told, 2);
    assertEquals([...Deno.readDirSync(dir)].length, 3);
    for (const [file, { sha256 }] of Object.entries(files)) {
      assertEquals(await sha256OfFile(`${dir}/${file}`), sha256);
    }
  }));

Deno.test("A folder that cannot be written into is refused by name", () =>
  inFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/file`, "");
    await assertRejects(
      () => writeHistoryFiles(`${dir}/file/in`, settings, { codeVersion }),
      RangeError,
      `Cannot write into ${dir}/file/in`,
    );
    assertThrows(() => Deno.statSync(`${dir}/file/in`));
    assert(Deno.statSync(`${dir}/file`).isFile);
  }));
