/** The laws that `tenor calibrator validate` studies, and how each is fitted. */

import type { NeuralCalibrator } from "lib/calibration/neural/net_fit.ts";
import {
  netFit,
  polishedFit,
  retrainedFit,
} from "lib/calibration/validation/net_fits.ts";
import {
  type FitLaw,
  leastSquares,
} from "lib/calibration/validation/smile_model.ts";
import { makeRng } from "lib/core/rng.ts";
import type { Law } from "lib/pricing/laws/law.ts";
import { lawName } from "lib/pricing/laws/law_name.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { openCalibrator } from "lib/serve/open_calibrator.ts";
import type { LawFit } from "pipelines/validation/validation_run.ts";
import type { ValidateFlags } from "scripts/commands/calibrator_validate.ts";

type Method = ValidateFlags["method"][number];

const HOW: Readonly<Record<Method, string>> = {
  "least-squares": "least squares",
  net: "net",
  polish: "polished net",
  "retrained-net": "retrained net",
};

/** Fits of every law by every method; nets stay open until released. */
export async function openFits(
  flags: Pick<ValidateFlags, "law" | "method" | "models" | "seed" | "starts">,
): Promise<{ fits: LawFit[]; release: () => Promise<void> }> {
  const opened = new Map<string, NeuralCalibrator>();
  const release = async () => {
    for (const net of opened.values()) await net.release();
  };
  const fits: LawFit[] = [];
  try {
    for (const alias of flags.law) {
      const law = lawByName(lawName(alias));
      for (const method of flags.method) {
        const wantsNet = method === "net" || method === "polish";
        if (wantsNet && !opened.has(law.name)) {
          opened.set(law.name, await openCalibrator(flags.models, law.name));
        }
        const fit = fitBy(method, law, opened.get(law.name), flags);
        const plain = method === "least-squares" && flags.method.length === 1;
        fits.push({
          law,
          fit,
          name: plain ? law.name : `${law.name} (${HOW[method]})`,
        });
      }
    }
    return { fits, release };
  } catch (error) {
    await release();
    throw error;
  }
}

function fitBy(
  method: Method,
  law: Law,
  net: NeuralCalibrator | undefined,
  { seed, starts }: Pick<ValidateFlags, "seed" | "starts">,
): FitLaw {
  switch (method) {
    case "least-squares":
      return leastSquares(law, { starts, rng: makeRng(seed).child("starts") });
    case "net":
      return netFit(net!);
    case "polish":
      return polishedFit(net!);
    case "retrained-net":
      return retrainedFit(law, { seed });
  }
}
