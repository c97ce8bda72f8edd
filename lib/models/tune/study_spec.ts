/**
 * What fixes the course of a study, checked; the same text again when the
 * study is opened again.
 *
 * @module
 */

import { readPoint } from "lib/models/tune/coordinate.ts";
import { makePruner, type PrunerSpec } from "lib/models/tune/pruners.ts";
import { makeSampler, type SamplerSpec } from "lib/models/tune/samplers.ts";
import {
  type ParameterValues,
  readSpace,
  type SearchSpace,
} from "lib/models/tune/space.ts";
import { TPE_DEFAULTS } from "lib/models/tune/tpe.ts";
import type { Direction } from "lib/models/tune/trial_record.ts";

/** What fixes the course of a study. */
export interface StudySpec {
  /** What is searched. */
  readonly space: SearchSpace;
  /** Which way each objective is better. @default ["minimize"] */
  readonly directions?: readonly Direction[];
  /** What chooses points. @default TPE */
  readonly sampler?: SamplerSpec;
  /** What stops trials early. @default none */
  readonly pruner?: PrunerSpec;
  /** A 32-bit unsigned integer. */
  readonly seed: number;
  /**
   * How many trials may be under way at once: trial k is chosen from trials
   * 0 … k − batch, neither more nor fewer, however many threads there are.
   *
   * @default {1}
   */
  readonly batch?: number;
  /** Points tried first, in order, such as a model's defaults. @default none */
  readonly start?: readonly ParameterValues[];
  /** What else the results depend on, as JSON: data, folds. @default {} */
  readonly about?: Readonly<Record<string, unknown>>;
}

/** A spec with defaults filled in. */
export type FullStudySpec = Required<StudySpec>;

/**
 * Fills in defaults and checks everything.
 *
 * @throws {RangeError} If anything does not fit.
 */
export function readStudySpec(spec: StudySpec): FullStudySpec {
  const {
    directions = ["minimize"],
    sampler = { kind: "tpe" },
    pruner = { kind: "none" },
    seed,
    batch = 1,
    start = [],
    about = {},
  } = spec;
  const space = readSpace(spec.space);
  const known = directions.length > 0 &&
    directions.every((d) => d === "minimize" || d === "maximize");
  if (!known) {
    throw new RangeError(
      `Cannot open a study as directions must be minimize or maximize: current value is ${directions}`,
    );
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new RangeError(
      `Cannot open a study as seed must be an integer in [0, 2^32): current value is ${seed}`,
    );
  }
  if (!Number.isInteger(batch) || batch < 1) {
    throw new RangeError(
      `Cannot open a study as batch must be an integer >= 1: current value is ${batch}`,
    );
  }
  makeSampler(sampler);
  makePruner(pruner);
  if (directions.length > 1 && pruner.kind !== "none") {
    throw new RangeError(
      `Cannot prune trials of ${directions.length} objectives as reports are of one: current value is ${pruner.kind}. Set none`,
    );
  }
  return {
    space,
    directions,
    // With its defaults, so that a kept study does not change with them.
    sampler: sampler.kind === "tpe" ? { ...TPE_DEFAULTS, ...sampler } : sampler,
    pruner,
    seed,
    batch,
    start: start.map((point) => readPoint(space, point)),
    about,
  };
}

/** The spec as the text that a storage keeps. */
export function headerOf(spec: FullStudySpec): string {
  return JSON.stringify({ version: 1, ...spec });
}

/**
 * Checks that a kept study is the one that is asked for.
 *
 * @throws {RangeError} If not, naming what differs.
 */
export function checkHeader(kept: string, asked: string): void {
  if (kept === asked) return;
  const old = JSON.parse(kept) as Record<string, unknown>;
  const now = JSON.parse(asked) as Record<string, unknown>;
  for (const key of Object.keys({ ...now, ...old })) {
    const [before, after] = [old, now].map((it) => JSON.stringify(it[key]));
    if (before === after) continue;
    throw new RangeError(
      `Cannot go on with the study that is kept there as its ${key} must be the same: it is ${before}, asked for is ${after}. Keep the new study elsewhere`,
    );
  }
}
