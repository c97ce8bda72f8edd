/** What `tenor calibrator evaluate` does. */

import { basename } from "@std/path";
import { calibrate, refine } from "lib/calibration/calibrate.ts";
import {
  type CalibratorEvaluation,
  evaluateCalibrator,
} from "lib/calibration/neural/evaluate_calibrator.ts";
import { gridQuotes } from "lib/calibration/neural/grid_quotes.ts";
import type { NeuralCalibrator } from "lib/calibration/neural/net_fit.ts";
import {
  type CalibrationQuotes,
  calibrationQuotes,
} from "lib/calibration/quotes.ts";
import { synthesize } from "lib/calibration/synthetic/synthesize.ts";
import { cleanChain } from "lib/market/cleaning.ts";
import { readChain } from "lib/market/read_chain.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { openCalibrator } from "lib/serve/open_calibrator.ts";
import { headlines } from "pipelines/calibrator_stages.ts";
import {
  briefReport,
  fitReal,
  type RealFit,
  realFitText,
} from "pipelines/real_fit.ts";
import { evaluationText } from "scripts/calibrator_text.ts";
import type { EvaluateFlags } from "scripts/commands/calibrator.ts";
import { lawName } from "lib/pricing/laws/law_name.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";

/** What the published surfaces are fitted in. */
const VOLS = { space: "implied-vol" } as const;

const PUBLISHED = [
  "data/raw/spx_2002-04-18.csv",
  "data/raw/dax_2002-07-05.csv",
];

/** Measures a registered net and prints the figures. */
export async function runEvaluate(flags: EvaluateFlags): Promise<void> {
  const law = lawByName(lawName(flags.law));
  const { models, version, backend, surfaces, seed } = flags;
  const calibrator = await openCalibrator(models, law.name, {
    backend,
    ...(flags.model === undefined ? {} : { name: flags.model }),
    ...(version === undefined ? {} : { version }),
  });
  try {
    const bar = terminalProgress();
    const test = synthesize(law, surfaces, { seed });
    const evaluation = await evaluateCalibrator(calibrator, test, {
      onProgress: (progress) => bar.update(progress),
    });
    bar.clear();
    const nodes = test.vols.length / test.count;
    const one = gridQuotes(
      test.vols.subarray(0, nodes),
      test.grid,
      "surface 0",
    );
    const times = await timesOf(calibrator, one);
    const real: RealFit[] = [];
    const { date, underlying, clean } = flags;
    for (const file of flags.quotes ?? PUBLISHED) {
      const chain = await readChain(file, {
        ...(date === undefined ? {} : { date }),
        ...(underlying === undefined ? {} : { underlying }),
      });
      const quotes = calibrationQuotes(clean ? cleanChain(chain).chain : chain);
      real.push(await fitReal(calibrator, basename(file), quotes));
    }
    print(flags, calibrator, evaluation, times, real);
  } finally {
    await calibrator.release();
  }
}

/** Medians in milliseconds. */
interface Times {
  readonly net: number;
  readonly polished: number;
  readonly leastSquares: number;
}

async function timesOf(
  calibrator: NeuralCalibrator,
  quotes: CalibrationQuotes,
): Promise<Times> {
  const [fit] = await calibrator.fit([quotes]);
  const { law } = calibrator;
  return {
    net: await medianMs(200, () => calibrator.fit([quotes])),
    polished: await medianMs(21, () => refine(quotes, law, fit.params, VOLS)),
    leastSquares: await medianMs(
      11,
      () => calibrate(quotes, law, { ...VOLS, starts: 1 }),
    ),
  };
}

async function medianMs(count: number, call: () => unknown): Promise<number> {
  const times = new Float64Array(count);
  for (let i = 0; i < 3; ++i) await call();
  for (let i = 0; i < count; ++i) {
    const start = performance.now();
    await call();
    times[i] = performance.now() - start;
  }
  return times.sort()[count >> 1];
}

function print(
  flags: EvaluateFlags,
  calibrator: NeuralCalibrator,
  evaluation: CalibratorEvaluation,
  times: Times,
  real: readonly RealFit[],
): void {
  const { name, version } = calibrator.identity;
  if (flags.json) {
    const json = {
      model: calibrator.identity,
      metrics: headlines(evaluation),
      milliseconds: times,
      real: real.map((r) => ({
        file: r.file,
        quotes: r.quotes,
        net: { ...r.net, rmseImpliedVol: r.netRmseImpliedVol, ms: r.netMs },
        polished: briefReport(r.polished),
        leastSquares: briefReport(r.leastSquares),
      })),
    };
    console.log(JSON.stringify(json, null, 2));
    return;
  }
  const ms = (x: number) => `${x.toPrecision(3)} ms`;
  console.log(`${name} ${version}

${evaluationText(evaluation)}

One surface: ${ms(times.net)} by the net, ${
    ms(times.polished)
  } polished from it, ${ms(times.leastSquares)} by least squares alone
`);
  for (const fit of real) console.log(`${realFitText(fit)}\n`);
}
