/** Posteriors as people and programs read them. */

import type { Predictive } from "lib/calibration/posterior/predictive.ts";
import type { PropagatedPrice } from "lib/calibration/posterior/propagate.ts";
import { drawsOf } from "lib/calibration/posterior/draws_of.ts";
import type { Posterior } from "lib/calibration/posterior/sample_posterior.ts";
import { columns } from "scripts/calibration_text.ts";

/** What the command has found. */
export interface PosteriorResult {
  /** Draws and diagnostics. */
  readonly posterior: Posterior;
  /** Bands of the surface. */
  readonly predictive: Predictive;
  /** Contracts that no quote shows. */
  readonly contracts: readonly PropagatedPrice[];
}

/** A summary as ArviZ prints it, the contracts, and what to know. */
export function posteriorText(result: PosteriorResult): string {
  const { posterior, predictive, contracts } = result;
  const { law, sampler, values, draws, warmup, noise } = posterior;
  const chains = sampler === "nuts" ? "chains" : "walkers";
  return [
    `${law} by ${sampler}: ${values.length} ${chains} × ${draws} draws after ${warmup}, noise ${noise.kind}`,
    summaryTable(posterior),
    `${
      (100 * predictive.coverage).toFixed(0)
    } % of the quotes lie in the 90 % predictive band; acceptance ${
      posterior.acceptance.toFixed(2)
    }, ${posterior.divergences} divergences, ${
      (posterior.milliseconds / 1000).toFixed(1)
    } s`,
    ...contracts.length === 0 ? [] : [contractTable(contracts)],
    ...posterior.warnings.length === 0
      ? []
      : [posterior.warnings.map((warning) => `  ! ${warning}`).join("\n")],
  ].join("\n\n");
}

function summaryTable({ parameters, names }: Posterior): string {
  const head = [
    "",
    "mean",
    "sd",
    "hdi_3%",
    "hdi_97%",
    "mcse_mean",
    "mcse_sd",
    "ess_bulk",
    "ess_tail",
    "r_hat",
  ];
  const rows = names.map((name) => {
    const s = parameters[name];
    return [
      name,
      ...[s.mean, s.sd, s.hdi3, s.hdi97].map((x) => x.toPrecision(4)),
      ...[s.mcseMean, s.mcseSd].map((x) => x.toPrecision(2)),
      ...[s.essBulk, s.essTail].map((x) => x.toFixed(0)),
      Number.isNaN(s.rHat) ? "-" : s.rHat.toFixed(3),
    ];
  });
  return columns([head, ...rows]);
}

function contractTable(contracts: readonly PropagatedPrice[]): string {
  const head = ["price over the draws", "mean", "sd", "5 %", "50 %", "95 %"];
  const rows = contracts.map((c) => [
    c.name,
    ...[c.mean, c.sd, c.q05, c.q50, c.q95].map((x) => x.toPrecision(5)),
  ]);
  return columns([head, ...rows]);
}

/** The result as programs read it. */
export function posteriorJson(
  { posterior, predictive, contracts }: PosteriorResult,
  options: { readonly samples: boolean },
): Record<string, unknown> {
  const { values, names, fit } = posterior;
  return {
    law: posterior.law,
    sampler: posterior.sampler,
    draws: posterior.draws,
    chains: values.length,
    warmup: posterior.warmup,
    noise: posterior.noise.kind,
    quotes: posterior.quotes.size,
    parameters: posterior.parameters,
    divergences: posterior.divergences,
    acceptance: posterior.acceptance,
    evaluations: posterior.evaluations,
    misfit: posterior.misfit,
    milliseconds: posterior.milliseconds,
    warnings: posterior.warnings,
    leastSquares: {
      params: fit.params,
      standardErrors: fit.standardErrors,
      rmseImpliedVol: fit.rmseImpliedVol,
    },
    predictive: {
      draws: predictive.draws,
      coverage: predictive.coverage,
      expiries: predictive.expiries.map((expiry) => ({
        maturity: expiry.maturity,
        forward: expiry.forward,
        strike: Array.from(expiry.strike),
        law: plainBand(expiry.law),
        quote: plainBand(expiry.quote),
      })),
    },
    contracts: contracts.map(({ prices: _, ...rest }) => rest),
    ...options.samples
      ? {
        samples: Object.fromEntries(
          names.map((name) => [
            name,
            drawsOf(posterior, name).map((chain) => Array.from(chain)),
          ]),
        ),
      }
      : {},
  };
}

function plainBand(band: Predictive["expiries"][number]["law"]) {
  return {
    low: Array.from(band.low),
    median: Array.from(band.median),
    high: Array.from(band.high),
  };
}

/** All draws as a table: chain, draw, parameters, log density. */
export function drawsCsv(posterior: Posterior): string {
  const { names, values, logDensity, diverged } = posterior;
  const p = names.length;
  const lines = [
    ["chain", "draw", ...names, "log_density", "diverged"].join(","),
  ];
  values.forEach((rows, chain) => {
    for (let i = 0; i < rows.length / p; ++i) {
      lines.push([
        chain,
        i,
        ...rows.subarray(i * p, (i + 1) * p),
        logDensity[chain][i],
        diverged[chain][i],
      ].join(","));
    }
  });
  return lines.join("\n") + "\n";
}
