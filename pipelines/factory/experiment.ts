/**
 * Every family on the same windows, beside the baselines: on data, and as a check
 * of the method on a panel with a planted signal and on one of noise.
 */

import type { Progress } from "lib/core/progress.ts";
import { workerMap } from "lib/core/worker_map.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import { countTrials, type TrialCount } from "lib/validation/trial_ledger.ts";
import { checkTarget } from "pipelines/factory/check_target.ts";
import type { Cell, CellResult } from "pipelines/factory/experiment_cell.ts";
import {
  BASELINES,
  findingOf,
  type PanelFinding,
} from "pipelines/factory/experiment_finding.ts";
import { modelConfigOf } from "pipelines/factory/fit_cell.ts";
import type { FactoryConfig } from "pipelines/factory/factory_keys.ts";

/** How an experiment runs. */
export interface ExperimentOptions {
  /** The present, ms since 1970 UTC. */
  readonly now: number;
  /** Threads. */
  readonly workers: number;
  /** Trials of the study that are not of this experiment. @default none */
  readonly otherTrials?: TrialCount;
  /** Where cells are kept as they end, to go on from after a kill. @default nowhere */
  readonly store?: CellStore;
  /** Told how far it is. */
  readonly onProgress?: (progress: Progress) => void;
}

/** Cells by name. */
export interface CellStore {
  /** What came of a cell; null if it is not known. */
  load(name: string): Promise<CellResult | null>;
  /** Keeps what came of a cell. */
  save(name: string, result: CellResult): Promise<void>;
}

/**
 * Runs an experiment.
 *
 * @param config Settings; `params` are by family, `lstm.hidden`.
 * @param options Clock, threads.
 * @returns A finding for the data and one for each control.
 * @throws {RangeError} If a family is unknown or there is no baseline.
 */
export async function runExperiment(
  config: FactoryConfig,
  options: ExperimentOptions,
): Promise<PanelFinding[]> {
  checkExperiment(config);
  const panels = ["data", ...config.controls];
  const cells = panels.flatMap((panel) =>
    config.horizons.flatMap((horizon) =>
      config.models.map((family): PanelCell => ({
        panel,
        family,
        horizon,
        now: options.now,
        config: cellConfig(config, panel, family),
      }))
    )
  );
  const results = await runCells(cells, options);
  return panels.map((panel) => {
    const own = cells.map((cell, k) => ({ cell, result: results[k] }))
      .filter(({ cell }) => cell.panel === panel);
    return findingOf(panel, own, config, options.otherTrials ?? NO_TRIALS);
  });
}

type PanelCell = Cell & { readonly panel: string };

/** Runs the cells that are not known yet, the next on whatever thread is free. */
async function runCells(
  cells: readonly PanelCell[],
  { store, workers, onProgress }: ExperimentOptions,
): Promise<CellResult[]> {
  const nameOf = ({ panel, family, horizon }: PanelCell) =>
    `${panel}_${family}-h${horizon}`;
  const results = new Map<string, CellResult>();
  for (const cell of cells) {
    const known = await store?.load(nameOf(cell)) ?? null;
    if (known !== null) results.set(nameOf(cell), known);
  }
  const left = cells.filter((cell) => !results.has(nameOf(cell)));
  await workerMap<Cell, CellResult>(
    new URL("./experiment_worker.ts", import.meta.url),
    left,
    {
      workers,
      onMessage: (label) =>
        onProgress?.({
          done: results.size,
          total: cells.length,
          label: String(label),
        }),
      onResult: async (result, k) => {
        await store?.save(nameOf(left[k]), result);
        results.set(nameOf(left[k]), result);
      },
    },
  );
  return cells.map((cell) => results.get(nameOf(cell))!);
}

const NO_TRIALS = countTrials({ trials: [], torn: 0 });

/** Settings of a cell: its panel's data, its family's hyperparameters. */
export function cellConfig(
  config: FactoryConfig,
  panel: string,
  family: string,
): FactoryConfig {
  const params = Object.fromEntries(
    Object.entries(config.params)
      .filter(([key]) => key.startsWith(`${family}.`))
      .map(([key, value]) => [key.slice(family.length + 1), value]),
  );
  if (panel === "data") return { ...config, params };
  return {
    ...config,
    params,
    data: [panel],
    layout: "bars",
    symbols: [],
    from: "",
    to: "",
  };
}

/**
 * Refuses an experiment that cannot be run, before anything is.
 *
 * @throws {RangeError} If a family or a hyperparameter is unknown, there is no
 * baseline, or a control is none.
 */
export function checkExperiment(config: FactoryConfig): void {
  const { models, params, controls, study, horizons } = config;
  const registry = modelRegistry();
  for (const family of models) registry.get(family);
  const named = Object.keys(params).map((key) => key.split(".")[0]);
  for (const family of named) registry.get(family);
  const control = controls.find((c) => c !== "planted" && c !== "noise");
  if (control !== undefined) {
    throw new RangeError(
      `Cannot run ${study} as controls must be planted and noise: current value is ${control}`,
    );
  }
  for (const [what, names] of Object.entries({ models, controls })) {
    const twice = names.find((name, k) => names.indexOf(name) !== k);
    if (twice === undefined) continue;
    throw new RangeError(
      `Cannot run ${study} as its ${what} must be different: ${twice} stands there twice`,
    );
  }
  // What is set of a family that is not run is read as if it were.
  for (const family of new Set([...models, ...named])) {
    const own = cellConfig(config, "data", family);
    checkTarget(own, family);
    registry.learner(modelConfigOf(own, family, horizons[0]));
  }
  if (models.some((model) => BASELINES.includes(model))) return;
  throw new RangeError(
    `Cannot run ${study} as its models must hold a baseline, one of ${
      BASELINES.join(", ")
    }: current models are ${models.join(", ")}`,
  );
}
