/**
 * Tree-structured Parzen estimators: the ended trials are split into the best
 * few and the rest, a density is fitted to each, and of some points drawn from
 * the first the one with the largest ratio is tried,
 *
 *     x = argmax l(x)/g(x),  which maximises expected improvement
 *
 * (Bergstra, Bardenet, Bengio, Kégl 2011, "Algorithms for hyper-parameter
 * optimization", NeurIPS 24, eq. 3–5). Densities are joint over each group of
 * parameters that exist together, so they see that two parameters work
 * together (Falkner, Klein, Hutter 2018, "BOHB", ICML), and a conditional
 * group is only asked where it exists.
 *
 * Choices made here, of those that Watanabe (2023, arXiv:2304.11127) sorts:
 * the best are min(⌈γn⌉, 25) trials; their weights grow with how far they are
 * below the first of the rest (section 3.2, "EI" weights); of the rest the
 * newest 25 weigh 1 and older ones less, down to 1/n. Kernel widths follow
 * Scott's exponent n^(−1/(d+4)) and shrink with the number N of trials that
 * the group has seen, by 50/N, so that a search first looks around and then
 * settles; the kernels of the rest are half as wide again.
 *
 * A search that settles may settle in the wrong valley. So, of one objective,
 * every second of the first 140 trials is a scout: trials near the best one
 * count as the rest, and the best elsewhere as good. If a scout finds better
 * ground, the roles change by themselves.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import {
  type Cell,
  cellOf,
  pointAt,
  valueAt,
} from "lib/models/tune/coordinate.ts";
import { fitParzen, type ParzenAxis } from "lib/models/tune/parzen.ts";
import type { Sampler, SamplerView } from "lib/models/tune/sampler.ts";
import {
  groupsOf,
  isActive,
  type ParameterValue,
  type ParameterValues,
  type SearchSpace,
} from "lib/models/tune/space.ts";
import { agedWeights, tpeSides } from "lib/models/tune/tpe_sides.ts";
import type { TrialRecord } from "lib/models/tune/trial_record.ts";

/** What can be set of TPE. */
export interface TpeSettings {
  /** Trials at random before any density is trusted. @default {50} */
  readonly startup: number;
  /** Points drawn a proposal, of which the best is tried. @default {24} */
  readonly candidates: number;
  /** Share γ of trials that count as good. @default {0.06} */
  readonly good: number;
  /** Weight of the prior beside each trial's 1. @default {1} */
  readonly priorWeight: number;
  /** Kernel width of one good trial, as a share of the range. @default {0.1} */
  readonly width: number;
  /** Trials until which every second one looks elsewhere. @default {140} */
  readonly scoutUntil: number;
}

/** What is not set. */
export const TPE_DEFAULTS: TpeSettings = {
  startup: 50,
  candidates: 24,
  good: 0.06,
  priorWeight: 1,
  width: 0.1,
  scoutUntil: 140,
};

/** Trials from which on kernels shrink. */
const SHRINK_FROM = 50;
/** Kernels of the rest over those of the good. */
const REST_WIDTH = 1.5;
/** Nearer than this to the best is not elsewhere: root mean square. */
const NEAR = 0.25;
/** No kernel is narrower. */
const LEAST_WIDTH = 1 / 200;

/**
 * Makes a TPE sampler.
 *
 * @param settings What differs from the defaults.
 * @throws {RangeError} If a setting is out of bounds.
 */
export function makeTpe(settings: Partial<TpeSettings> = {}): Sampler {
  const all = { ...TPE_DEFAULTS, ...settings };
  const { startup, candidates, good, priorWeight, width, scoutUntil } = all;
  check(
    "startup",
    startup,
    Number.isInteger(startup) && startup >= 0,
    "an integer >= 0",
  );
  check(
    "candidates",
    candidates,
    Number.isInteger(candidates) && candidates >= 1,
    "an integer >= 1",
  );
  check("good", good, good > 0 && good < 1, "in (0, 1)");
  check(
    "priorWeight",
    priorWeight,
    priorWeight > 0 && priorWeight < Infinity,
    "> 0",
  );
  check("width", width, width > 0 && width <= 1, "in (0, 1]");
  check("scoutUntil", scoutUntil, scoutUntil >= 0, ">= 0");
  return {
    propose(view, rng) {
      const seen = view.finished.filter(({ state }) => state !== "failed");
      if (seen.length < Math.max(startup, 2)) {
        return pointAt(view.space, () => rng.uniform());
      }
      const point: Record<string, ParameterValue> = {};
      for (const names of groupsOf(view.space)) {
        if (!isActive(view.space[names[0]], point)) continue;
        Object.assign(point, proposeGroup(names, seen, view, all, rng));
      }
      return point;
    },
  };
}

function check(name: string, value: number, good: boolean, must: string): void {
  if (good) return;
  throw new RangeError(
    `Cannot sample by TPE as ${name} must be ${must}: current value is ${value}`,
  );
}

/** Values of one group, from the trials in which it existed. */
function proposeGroup(
  names: readonly string[],
  seen: readonly TrialRecord[],
  view: SamplerView,
  settings: TpeSettings,
  rng: Rng,
): ParameterValues {
  const { space } = view;
  const has = (params: ParameterValues) => params[names[0]] !== undefined;
  const trials = seen.filter(({ params }) => has(params));
  const axes = names.map((name) => axisOf(space, name));
  const cellsOf = (params: ParameterValues) =>
    names.map((name) => cellOf(space[name], params[name]));
  const number = view.finished.length + view.pending.length;
  const isScout = view.directions.length === 1 && number % 2 === 0 &&
    number < settings.scoutUntil;
  const { good, weights, rest } = tpeSides(trials, {
    directions: view.directions,
    share: settings.good,
    ...isScout && {
      isNear: (trial, best) =>
        distance(axes, cellsOf(trial.params), cellsOf(best.params)) <= NEAR,
    },
  });
  const width = (count: number) =>
    Math.max(
      LEAST_WIDTH,
      settings.width * Math.max(1, count) ** (-1 / (names.length + 4)) *
        Math.min(1, SHRINK_FROM / Math.max(1, trials.length)),
    );
  const { priorWeight } = settings;
  const promising = fitParzen(axes, {
    cells: good.map(({ params }) => cellsOf(params)),
    weights,
    priorWeight,
    width: width(good.length),
  });
  // What is under way may turn out anything; do not propose it again.
  const others = [
    ...rest.map(({ params }) => params),
    ...view.pending.filter(has),
  ];
  const ordinary = fitParzen(axes, {
    cells: others.map(cellsOf),
    weights: agedWeights(others.length),
    priorWeight,
    width: REST_WIDTH * width(others.length),
  });
  let best: ParameterValues = {};
  let most = -Infinity;
  for (let i = 0; i < settings.candidates; ++i) {
    const units = promising.sample(rng);
    const values = Object.fromEntries(
      names.map((name, j) => [name, valueAt(space[name], units[j])]),
    );
    const cells: Cell[] = cellsOf(values);
    const ratio = promising.logDensity(cells) - ordinary.logDensity(cells);
    if (ratio <= most) continue;
    most = ratio;
    best = values;
  }
  return best;
}

function axisOf(space: SearchSpace, name: string): ParzenAxis {
  const parameter = space[name];
  return parameter.type === "choice"
    ? { choices: parameter.choices.length }
    : {};
}

/** Root mean square of the coordinates' distances; of choices, 0 or 1. */
function distance(
  axes: readonly ParzenAxis[],
  a: readonly Cell[],
  b: readonly Cell[],
): number {
  const squares = axes.map(({ choices }, j) => {
    const gap = (a[j].low + a[j].high - b[j].low - b[j].high) / 2;
    return choices === undefined ? gap * gap : gap === 0 ? 0 : 1;
  });
  return Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / axes.length);
}
