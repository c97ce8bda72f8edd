/** What `tenor greeks synth` does. */

import {
  type SynthFormat,
  writeHistoryFiles,
} from "lib/greeks/synth/history_files.ts";
import {
  makeSynthSettings,
  type SynthOptions,
} from "lib/greeks/synth/synth_settings.ts";
import { codeVersion } from "scripts/code_version.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";

/** What commander hands over; what is left out is the library's default. */
export interface GreeksSynthFlags extends SynthOptions {
  /** Folder to write into. */
  readonly out: string;
  /** Format of the tables. @default {"csv"} */
  readonly format?: SynthFormat;
  /** Prints metadata.json instead of text. */
  readonly json?: boolean;
}

/** Makes a history and prints what was written. */
export async function runSynth(flags: GreeksSynthFlags): Promise<void> {
  const { out, format = "csv", json = false, ...options } = flags;
  const settings = makeSynthSettings(options);
  const bar = terminalProgress();
  const start = performance.now();
  const metadata = await writeHistoryFiles(out, settings, {
    format,
    codeVersion: await codeVersion(),
    onProgress: (progress) => bar.update(progress),
  });
  bar.clear();
  if (json) {
    console.log(JSON.stringify(metadata, null, 2));
    return;
  }
  const seconds = (performance.now() - start) / 1000;
  const tables = Object.entries(metadata.files)
    .map(([file, { rows }]) => `${out}/${file}: ${rows} rows`);
  console.log(
    `${settings.days} days of ${settings.root} under the ${settings.law} law, ${
      seconds.toFixed(1)
    } s
${tables.join("\n")}`,
  );
}
