/**
 * The density behind TPE: a mixture over a group of parameters with one kernel
 * an observed point, and one for what is not known yet,
 *
 *     p(x) = Σᵢ wᵢ Πⱼ kᵢⱼ(xⱼ),   w₀ the prior's.
 *
 * On a numeric coordinate a kernel is a normal law truncated to [0, 1]; where
 * values own cells, the probability of the cell. The prior's kernel is centred
 * with standard deviation 1. On a choice, a kernel gives the observed index one
 * part and every index `w/n` parts more, so that none is ever impossible
 * (Bergstra et al. 2011, NeurIPS 24; Falkner et al. 2018, ICML, for the product
 * kernel over all coordinates at once).
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import { inverseNormalCdf, normalCdf } from "lib/math/normal.ts";
import type { Cell } from "lib/models/tune/coordinate.ts";

/** One coordinate of the mixture. */
export interface ParzenAxis {
  /** Number of choices, or undefined on a numeric coordinate. */
  readonly choices?: number;
}

/** What {@linkcode fitParzen} learns from. */
export interface ParzenData {
  /** Cells of the observed points, `[n][d]`. */
  readonly cells: readonly (readonly Cell[])[];
  /** Weight of each point, `[n]`. */
  readonly weights: readonly number[];
  /** Weight of the prior. */
  readonly priorWeight: number;
  /** Standard deviation of numeric kernels, in coordinates. */
  readonly width: number;
}

/** A mixture that can be drawn from. */
export interface Parzen {
  /** Draws a point: a coordinate in [0, 1] an axis. */
  sample(rng: Rng): number[];
  /** Log density (log probability, of cells) of a point given by its cells. */
  logDensity(cells: readonly Cell[]): number;
}

/**
 * Fits the mixture.
 *
 * @param axes The coordinates, `[d]`.
 * @param data Points, weights, kernel width.
 *
 * @example Without points it is the prior
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { fitParzen } from "lib/models/tune/parzen.ts";
 *
 * const data = { cells: [], weights: [], priorWeight: 1, width: 0.1 };
 * const prior = fitParzen([{ choices: 4 }], data);
 * assertAlmostEquals(Math.exp(prior.logDensity([{ low: 0, high: 0.25 }])), 0.25, 1e-15);
 * ```
 */
export function fitParzen(
  axes: readonly ParzenAxis[],
  data: ParzenData,
): Parzen {
  const { cells, weights, priorWeight, width } = data;
  const kernels = [
    ...cells.map((point) =>
      axes.map((axis, j) => kernelAt(axis, point[j], width, data))
    ),
    axes.map(priorKernel),
  ];
  const all = [...weights, priorWeight];
  const total = all.reduce((sum, w) => sum + w, 0);
  const shares = all.map((w) => w / total);
  return {
    sample(rng) {
      const kernel = kernels[draw(shares, rng.uniform())];
      return kernel.map((k) => k.quantile(rng.uniform()));
    },
    logDensity(point) {
      const terms = kernels.map((kernel, i) =>
        kernel.reduce(
          (sum, k, j) => sum + k.logDensity(point[j]),
          Math.log(shares[i]),
        )
      );
      const most = Math.max(...terms);
      const sum = terms.reduce((s, term) => s + Math.exp(term - most), 0);
      return most + Math.log(sum);
    },
  };
}

/** One factor of one kernel. */
interface Kernel {
  quantile(u: number): number;
  logDensity(cell: Cell): number;
}

function kernelAt(
  { choices }: ParzenAxis,
  cell: Cell,
  width: number,
  { cells, priorWeight }: ParzenData,
): Kernel {
  const centre = (cell.low + cell.high) / 2;
  if (choices === undefined) return normalKernel(centre, width);
  const floor = priorWeight / cells.length;
  const parts = new Array<number>(choices).fill(floor);
  parts[Math.floor(centre * choices)] += 1;
  return choiceKernel(parts);
}

function priorKernel({ choices }: ParzenAxis): Kernel {
  return choices === undefined
    ? normalKernel(0.5, 1)
    : choiceKernel(new Array<number>(choices).fill(1));
}

const LOG_SQRT_2PI = 0.9189385332046727;

function normalKernel(mean: number, sigma: number): Kernel {
  const low = normalCdf(-mean / sigma);
  const mass = normalCdf((1 - mean) / sigma) - low;
  const logScale = -LOG_SQRT_2PI - Math.log(sigma * mass);
  return {
    quantile(u) {
      const x = mean + sigma * inverseNormalCdf(low + u * mass);
      return Math.min(1, Math.max(0, x));
    },
    logDensity({ low, high }) {
      if (high > low) {
        return Math.log(
          normalMass((low - mean) / sigma, (high - mean) / sigma),
        ) -
          Math.log(mass);
      }
      const z = (low - mean) / sigma;
      return logScale - 0.5 * z * z;
    },
  };
}

/** Φ(b) − Φ(a), by the tail that keeps its digits; never quite 0. */
function normalMass(a: number, b: number): number {
  const mass = a > 0
    ? normalCdf(-a) - normalCdf(-b)
    : normalCdf(b) - normalCdf(a);
  return Math.max(mass, 1e-300);
}

function choiceKernel(parts: readonly number[]): Kernel {
  const total = parts.reduce((sum, part) => sum + part, 0);
  const shares = parts.map((part) => part / total);
  const indexOf = (x: number) =>
    Math.min(shares.length - 1, Math.floor(x * shares.length));
  return {
    quantile: (u) => (draw(shares, u) + 0.5) / shares.length,
    logDensity: ({ low, high }) => Math.log(shares[indexOf((low + high) / 2)]),
  };
}

/** Index at which the running sum of shares passes u. */
function draw(shares: readonly number[], u: number): number {
  let rest = u;
  for (let i = 0; i < shares.length - 1; ++i) {
    rest -= shares[i];
    if (rest < 0) return i;
  }
  return shares.length - 1;
}
