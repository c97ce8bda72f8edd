/** `tenor posterior`: read, sample, predict, report. */

import { join } from "@std/path";
import { writeTextAtomic } from "lib/core/atomic_file.ts";
import type { NoiseModel } from "lib/calibration/posterior/noise.ts";
import { usualNoise } from "lib/calibration/posterior/noise.ts";
import { predictiveBands } from "lib/calibration/posterior/predictive.ts";
import {
  propagate,
  usualContracts,
} from "lib/calibration/posterior/propagate.ts";
import { samplePosterior } from "lib/calibration/posterior/sample_posterior.ts";
import {
  type CalibrationQuotes,
  calibrationQuotes,
} from "lib/calibration/quotes.ts";
import type { OptionChain } from "lib/market/option_chain.ts";
import type { ContractTerms } from "lib/pricing/contract.ts";
import { lawName } from "lib/pricing/laws/law_name.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import type { NoiseFlag, PosteriorFlags } from "scripts/commands/posterior.ts";
import { posteriorCharts } from "scripts/posterior_charts.ts";
import {
  drawsCsv,
  posteriorJson,
  type PosteriorResult,
  posteriorText,
} from "scripts/posterior_text.ts";
import { readQuotes } from "scripts/read_quotes.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";

/** Runs the command. */
export async function runPosterior(
  file: string,
  flags: PosteriorFlags,
): Promise<void> {
  const law = lawByName(lawName(flags.law));
  const chain = await readQuotes(file, flags);
  const quotes = calibrationQuotes(chain);
  const noise = noiseModel(flags.noise, quotes);
  const progress = terminalProgress();
  const { workers, seed } = flags;
  const watch = { workers, seed, onProgress: progress.update };
  const posterior = await samplePosterior(quotes, law, {
    ...watch,
    sampler: flags.sampler,
    draws: flags.draws,
    warmup: flags.warmup,
    chains: flags.chains,
    noise,
    mostQuotes: flags.mostQuotes,
    targetAcceptance: flags.targetAcceptance,
    now: () => performance.now(),
    ...(flags.walkers === undefined ? {} : { walkers: flags.walkers }),
  });
  const predictive = predictiveBands(posterior, { seed });
  const market = flags.contracts ? contractMarket(chain, quotes) : undefined;
  const contracts = market === undefined
    ? []
    : await propagate(posterior, usualContracts(market), {
      ...watch,
      draws: flags.contractDraws,
    });
  progress.clear();
  const result: PosteriorResult = { posterior, predictive, contracts };
  if (flags.out !== undefined) await writeResult(flags.out, result);
  const json = posteriorJson(result, { samples: flags.samples ?? false });
  console.log(
    flags.json ? JSON.stringify(json, null, 2) : posteriorText(result),
  );
}

function noiseModel(flag: NoiseFlag, quotes: CalibrationQuotes): NoiseModel {
  if (typeof flag === "number") return { kind: "fixed", sd: flag };
  return flag === "auto" ? usualNoise(quotes) : { kind: flag };
}

/** Spot and rates at the quoted expiry nearest to a year. */
function contractMarket(
  chain: OptionChain,
  quotes: CalibrationQuotes,
): Pick<ContractTerms, "spot" | "rate" | "dividend" | "maturity"> | undefined {
  const spot = chain.spot.find((value) => value > 0);
  if (spot === undefined) return undefined;
  const { tau, forward, discount } = quotes.slices.reduce((best, slice) =>
    Math.abs(slice.tau - 1) < Math.abs(best.tau - 1) ? slice : best
  );
  const rate = -Math.log(discount) / tau;
  const dividend = rate - Math.log(forward / spot) / tau;
  return { spot, rate, dividend, maturity: tau };
}

async function writeResult(
  directory: string,
  result: PosteriorResult,
): Promise<void> {
  await Deno.mkdir(directory, { recursive: true });
  const { law } = result.posterior;
  const write = (name: string, text: string) =>
    writeTextAtomic(join(directory, name), text);
  const json = posteriorJson(result, { samples: false });
  await write(`posterior_${law}.json`, JSON.stringify(json, null, 2) + "\n");
  await write(`draws_${law}.csv`, drawsCsv(result.posterior));
  for (const [name, svg] of Object.entries(posteriorCharts(result))) {
    await write(`${name}_${law}.svg`, svg);
  }
}
