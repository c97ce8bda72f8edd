/**
 * The loop of Monte Carlo: independent replicates of the same estimators on the
 * same draws, in batches that double until the standard error is small enough.
 *
 * A replicate is an independently randomised Sobol sequence, or a pseudo-random
 * stream with antithetic pairs. The estimate is the mean of the replicates' means
 * and its standard error their spread over `√R`: honest for either sampler, as
 * points within a replicate need not be independent. L'Ecuyer (2018),
 * "Randomized quasi-Monte Carlo", in MCQMC 2016, Springer, section 2.
 *
 * Every world (a maturity and a set of parameters) is simulated from the same
 * normals, and every contract in it valued on the same paths, so differences of
 * their values have little noise.
 *
 * @module
 */

import type { Watch } from "lib/core/progress.ts";
import type { Rng } from "lib/core/rng.ts";
import {
  ControlMoments,
  regression,
} from "lib/pricing/engines/monte_carlo_controls.ts";
import type { Estimator } from "lib/pricing/engines/monte_carlo_estimators.ts";
import {
  NormalSource,
  type Sampler,
} from "lib/pricing/engines/paths/normal_source.ts";
import {
  type PathBlock,
  pathBlock,
  type PathLaw,
} from "lib/pricing/engines/paths/path_law.ts";
import {
  type PathView,
  pathView,
  viewInto,
} from "lib/pricing/engines/paths/path_view.ts";

/** Contracts that are valued on the same paths. */
export interface World {
  /** Makes the paths; every world's has the same chains. */
  readonly law: PathLaw;
  /**
   * The same law with steps twice as long, on the same normals: then every value
   * `V` is `(4V − V_coarse)/3`, free of a bias of second order in the step.
   */
  readonly coarse?: PathLaw;
  /** Weights of the log prices that its estimators need, shape `[n]`. */
  readonly logWeights: Float64Array | undefined;
  /** The contracts. */
  readonly estimators: readonly Estimator[];
}

/** How far to go. */
export interface RunOptions extends Watch {
  /** Stream of all randomness. */
  readonly rng: Rng;
  /** Where the words come from. */
  readonly sampler: Sampler;
  /** Standard error of the first estimator to stop at. */
  readonly tolerance: number;
  /** Most paths, over all replicates. */
  readonly maxPaths: number;
}

/** Controlled means of every estimator in every replicate. */
export interface RunResult {
  /** `means[e]`: one mean a replicate, in the order of worlds and estimators. */
  readonly means: readonly Float64Array[];
  /** Paths used, over all replicates. */
  readonly paths: number;
}

/** A mean of replicates, and its standard error. */
export interface Estimate {
  /** The mean. */
  readonly value: number;
  /** Standard error of the mean. */
  readonly error: number;
}

/** Replicates: enough for a spread to be trusted to a fifth. */
const REPLICATES: Readonly<Record<Sampler, number>> = { sobol: 16, pseudo: 32 };
/** Paths of a replicate's first batch. */
const FIRST_BATCH = 512;
/** Most paths a block: more would not spread its overhead any thinner. */
const LARGEST_BLOCK = 2048;
/** Doubles that a block's normals may take: they should stay in cache. */
const BLOCK_DOUBLES = 16384;

/** Mean and standard error of independent, equally distributed values. */
export function estimateOf(values: Float64Array): Estimate {
  const n = values.length;
  const value = values.reduce((sum, v) => sum + v, 0) / n;
  const square = values.reduce((sum, v) => sum + (v - value) ** 2, 0);
  return { value, error: Math.sqrt(square / (n * (n - 1))) };
}

/**
 * Runs the worlds.
 *
 * @param worlds The first estimator of the first world decides when to stop.
 * @param options Randomness, tolerance, cap, progress and cancellation.
 * @returns Means a replicate.
 */
export function runMonteCarlo(
  worlds: readonly World[],
  options: RunOptions,
): RunResult {
  const { sampler, rng, tolerance, maxPaths, signal, onProgress } = options;
  const count = REPLICATES[sampler];
  const { chains } = worlds[0].law;
  const size = blockSize(chains, maxPaths / count);
  const replicates = Array.from(
    { length: count },
    (_, r) =>
      new Replicate(
        worlds,
        new NormalSource(chains, size, sampler, rng.child(`replicate ${r}`)),
      ),
  );
  const stage = new Stage(worlds, size);
  const most = Math.max(size, Math.floor(maxPaths / count / size) * size);
  let done = 0;
  let goal = Math.min(most, Math.max(size, FIRST_BATCH));
  while (true) {
    for (const replicate of replicates) {
      for (let n = done; n < goal; n += size) {
        signal?.throwIfAborted();
        stage.addBlock(replicate);
      }
    }
    done = goal;
    const means = controlledMeans(worlds, replicates, stage, done);
    const { error } = estimateOf(means[0]);
    const paths = done * count;
    onProgress?.({ done: paths, total: most * count, label: "paths" });
    if (error <= tolerance || done >= most) return { means, paths };
    goal = Math.min(most, 2 * done);
  }
}

/** Paths a block: a power of two, so that blocks of Sobol points are nets. */
function blockSize(chains: readonly number[], most: number): number {
  const rows = Math.max(1, chains.reduce((sum, length) => sum + length, 0));
  const wanted = Math.min(LARGEST_BLOCK, most, BLOCK_DOUBLES / rows);
  return 2 ** Math.max(3, Math.floor(Math.log2(wanted)));
}

/** Running sums of one replicate. */
class Replicate {
  readonly source: NormalSource;
  /** One array an estimator: sums of its channels. */
  readonly sums: readonly Float64Array[];

  constructor(worlds: readonly World[], source: NormalSource) {
    this.source = source;
    this.sums = worlds.flatMap((world) =>
      world.estimators.map((e) => new Float64Array(e.expected.length + 1))
    );
  }
}

/** Room for one block of everything, and the moments of the first estimator. */
class Stage {
  readonly moments: ControlMoments;
  readonly #worlds: readonly World[];
  readonly #normals: Float64Array;
  readonly #block: PathBlock;
  readonly #view: PathView;
  readonly #coarseView: PathView;
  readonly #values: Float64Array;
  readonly #coarseValues: Float64Array;

  constructor(worlds: readonly World[], size: number) {
    const { chains, fixings } = worlds[0].law;
    const rows = chains.reduce((sum, length) => sum + length, 0);
    const channels = Math.max(
      ...worlds.flatMap((w) => w.estimators.map((e) => e.expected.length + 1)),
    );
    this.#worlds = worlds;
    this.#normals = new Float64Array(rows * size);
    this.#block = pathBlock(fixings, size);
    this.#view = pathView(fixings, size);
    this.#coarseView = pathView(fixings, size);
    this.#values = new Float64Array(channels * size);
    this.#coarseValues = new Float64Array(channels * size);
    this.moments = new ControlMoments(worlds[0].estimators[0].expected);
  }

  /** Draws the replicate's next block and adds every estimator's values. */
  addBlock(replicate: Replicate): void {
    const [normals, block, view] = [this.#normals, this.#block, this.#view];
    const values = this.#values;
    replicate.source.nextInto(normals);
    let index = 0;
    for (const { law, coarse, logWeights, estimators } of this.#worlds) {
      law.pathsInto(normals, block);
      viewInto(block, logWeights, law.first, view);
      if (coarse !== undefined) {
        coarse.pathsInto(normals, block);
        viewInto(block, logWeights, law.first, this.#coarseView);
      }
      for (const estimator of estimators) {
        estimator.valuesInto(view, values);
        if (coarse !== undefined) this.#extrapolate(estimator);
        if (index === 0) this.moments.add(values, block.size);
        addSums(values, block.size, replicate.sums[index]);
        ++index;
      }
    }
  }

  /** Turns the values on fine paths into extrapolated ones. */
  #extrapolate(estimator: Estimator): void {
    const [values, coarse] = [this.#values, this.#coarseValues];
    estimator.valuesInto(this.#coarseView, coarse);
    for (let i = 0; i < values.length; ++i) {
      values[i] += (values[i] - coarse[i]) / 3;
    }
  }
}

/** Adds the sums of a block's channels. */
function addSums(
  values: Float64Array,
  size: number,
  sums: Float64Array,
): void {
  for (let c = 0; c < sums.length; ++c) {
    // Four sums, so that one addition does not wait for another.
    let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (let i = c * size; i < (c + 1) * size; i += 4) {
      s0 += values[i];
      s1 += values[i + 1];
      s2 += values[i + 2];
      s3 += values[i + 3];
    }
    sums[c] += (s0 + s1) + (s2 + s3);
  }
}

/** Means of the replicates, corrected by the controls' misses. */
function controlledMeans(
  worlds: readonly World[],
  replicates: readonly Replicate[],
  stage: Stage,
  paths: number,
): Float64Array[] {
  const beta = regression(stage.moments);
  return worlds.flatMap((w) => w.estimators).map(({ expected }, index) =>
    Float64Array.from(replicates, ({ sums }) => {
      const own = sums[index];
      let mean = own[0] / paths;
      for (let c = 0; c < expected.length; ++c) {
        mean -= beta[c] * (own[c + 1] / paths - expected[c]);
      }
      return mean;
    })
  );
}
