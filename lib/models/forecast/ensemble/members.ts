/**
 * Members of an ensemble: which they are, and fitting them.
 *
 * @module
 */

import type { Hyperparameter } from "lib/core/hyperparameters.ts";
import { nearestName } from "lib/core/nearest_name.ts";
import type { BaseModel } from "lib/models/forecast/base_model.ts";
import type {
  LearnContext,
  ModelFamily,
  TargetKind,
} from "lib/models/forecast/family.ts";
import { fitModel } from "lib/models/forecast/fit_model.ts";
import {
  type ModelConfig,
  readModelConfig,
} from "lib/models/forecast/model_config.ts";
import type { ModelRegistry } from "lib/models/forecast/model_registry.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/** What can be set of every ensemble. */
export interface MembersParams {
  /** Families of the members with commas; empty: three that suit the target. */
  readonly members: string;
  /** Hyperparameters of members, as `lightgbm.rounds=50,epochs=5`. */
  readonly settings: string;
}

/** Hyperparameters of every ensemble. */
export const MEMBERS_HYPERPARAMETERS: {
  readonly [K in keyof MembersParams]: Hyperparameter<string>;
} = {
  members: {
    type: "text",
    default: "",
    doc:
      "families of the members with commas; nlinear (logistic for classes), lightgbm and lstm where nothing is said",
  },
  settings: {
    type: "text",
    default: "",
    doc:
      "hyperparameters of members with commas: family.name=value for one family, name=value for all that have it",
  },
};

const DEFAULT_MEMBERS: Readonly<Record<TargetKind, readonly string[]>> = {
  number: ["nlinear", "lightgbm", "lstm"],
  class: ["logistic", "lightgbm", "lstm"],
  path: ["nlinear", "lstm"],
};

/** Texts between commas, without those that are empty. */
export function listOf(text: string): string[] {
  return text.split(",").map((word) => word.trim())
    .filter((word) => word !== "");
}

/**
 * Configurations of the members.
 *
 * @param config The ensemble's own: members share horizon, seed and when to stop.
 * @param kind What is predicted.
 * @throws {RangeError} If a family or a setting is unknown.
 */
export function memberConfigs(
  { members, settings }: MembersParams,
  config: ModelConfig,
  registry: ModelRegistry,
  kind: TargetKind,
): ModelConfig[] {
  const names = listOf(members);
  const families = (names.length > 0 ? names : DEFAULT_MEMBERS[kind])
    .map((name) => registry.get(name));
  const given = listOf(settings).map((text) =>
    settingOf(text, { families, registry, ensemble: config.name })
  );
  return families.map(({ family, hyperparameters }, k) => {
    const params = Object.fromEntries(
      given.filter((setting) =>
        setting.family === undefined
          ? setting.name in hyperparameters
          : setting.family === family
      ).map(({ name, value }) => [name, value]),
    );
    return readModelConfig({
      ...config,
      name: `${config.name}-${k + 1}-${family}`,
      family,
      params,
    });
  });
}

/** One setting; without a family its name may be of any that is registered. */
function settingOf(text: string, where: {
  readonly families: readonly ModelFamily[];
  readonly registry: ModelRegistry;
  readonly ensemble: string;
}) {
  const { families, registry, ensemble } = where;
  const wrong = (must: string, word: string, known: readonly string[]) =>
    new RangeError(
      `Cannot set ${ensemble}'s settings as ${must}: current value is ${text}. The nearest is ${
        nearestName(word, known)
      }`,
    );
  const match = /^(?:([^.=]+)\.)?([^.=]+)=(.*)$/.exec(text);
  const family = match?.[1]?.trim();
  const name = match?.[2].trim() ?? text;
  const names = families.map((one) => one.family);
  if (family !== undefined && !names.includes(family)) {
    throw wrong(`${family} must be one of its members`, family, names);
  }
  const known = (family === undefined ? registry.list() : families)
    .filter((one) => family === undefined || one.family === family)
    .flatMap(({ hyperparameters }) => Object.keys(hyperparameters));
  if (match === null || !known.includes(name)) {
    const must = "each must be family.name=value or name=value of a known name";
    throw wrong(must, name, known);
  }
  return { family, name, value: match[3].trim() };
}

/**
 * Fits members one after another.
 *
 * @param configs Their configurations.
 * @param train Windows to learn from.
 * @param context What the ensemble may use. Epochs of members are not told and
 * no checkpoints are kept, as they are of different models.
 * @param label What this fit of them is, for their random streams.
 */
export async function fitMembers(
  configs: readonly ModelConfig[],
  train: Windows,
  context: LearnContext,
  label: string = "members",
): Promise<BaseModel[]> {
  const { registry, validation, backend, threads, signal } = context;
  const models: BaseModel[] = [];
  for (const [k, config] of configs.entries()) {
    context.onProgress?.({
      done: k,
      total: configs.length,
      label: `${label}: ${config.family}`,
    });
    models.push(
      await fitModel(config, train, {
        rng: context.rng.child(`${label} ${config.name}`),
        registry,
        validation,
        ...(backend && { backend }),
        ...(threads && { threads }),
        ...(signal && { signal }),
      }),
    );
  }
  return models;
}

/**
 * What members say of windows, column by column.
 *
 * @returns For numbers and paths predictions `[K][n · outputs]`, for classes
 * probabilities `[K][n · classes]`.
 */
export async function memberOutputs(
  models: readonly BaseModel[],
  windows: Windows,
  { backend = "wasm" }: LearnContext,
): Promise<Float64Array[]> {
  const outputs: Float64Array[] = [];
  for (const model of models) {
    try {
      const said = await model.predict(windows, { backend });
      outputs.push(said.probabilities ?? said.predictions);
    } finally {
      await model.release();
    }
  }
  return outputs;
}

/** Importance of an ensemble: its members' by the size of their weights `[p]`. */
export function mixedImportance(
  models: readonly BaseModel[],
  weights: ArrayLike<number>,
): Float64Array {
  const shares = models.map((model) => model.importance());
  const out = new Float64Array(shares[0].length);
  shares.forEach((own, k) =>
    own.forEach((share, j) => out[j] += Math.abs(weights[k]) * share)
  );
  const sum = out.reduce((a, b) => a + b, 0);
  return sum > 0 ? out.map((share) => share / sum) : out;
}
