/** What `tenor synth` does. */

import { trainingRegion } from "lib/calibration/neural/training_region.ts";
import type { SyntheticSettings } from "lib/calibration/synthetic/chunk.ts";
import { syntheticFolder } from "lib/calibration/synthetic/synthetic_store.ts";
import { writeSynthetic } from "lib/calibration/synthetic/write_synthetic.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { codeVersion } from "scripts/code_version.ts";
import type { SynthFlags } from "scripts/commands/synth.ts";
import { lawName } from "lib/pricing/laws/law_name.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";

/** Draws the surfaces and prints what was written. */
export async function runSynth(flags: SynthFlags): Promise<void> {
  const { name, space } = lawByName(lawName(flags.law));
  const region = trainingRegion(name);
  const settings: SyntheticSettings = {
    law: name,
    region: Object.fromEntries(space.names.map((n) => [n, region[n]])),
    samples: flags.samples,
    chunk: flags.chunk,
    seed: flags.seed,
    grid: flags.grid,
    noise: flags.noise === "none"
      ? { kind: "none" }
      : { kind: flags.noise, level: flags.noiseLevel },
    tolerance: flags.tolerance,
  };
  const dir = flags.out ?? `data/synthetic/${syntheticFolder(settings)}`;
  const bar = terminalProgress();
  const start = performance.now();
  const { metadata, kept } = await writeSynthetic(dir, settings, {
    workers: flags.workers,
    codeVersion: await codeVersion(),
    onProgress: (progress) => bar.update(progress),
  });
  bar.clear();
  if (flags.json) {
    console.log(JSON.stringify(metadata, null, 2));
    return;
  }
  const { count, drawn, invalid, incomplete, withArbitrage } = metadata.totals;
  const seconds = (performance.now() - start) / 1000;
  const { parts } = metadata;
  console.log(
    `${count} ${name} surfaces of ${drawn} points in ${parts.length} parts${
      kept > 0 ? ` (${kept} were there)` : ""
    }, ${seconds.toFixed(1)} s
${invalid} points outside the law's limits, ${incomplete} without a volatility at every node, ${withArbitrage} surfaces with arbitrage
${dir}`,
  );
}
