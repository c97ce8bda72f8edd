/** A study's settings from files and flags, each with its origin. */

import { basename, dirname, join } from "@std/path";
import { DataQualityError } from "lib/core/errors.ts";
import {
  flagLayer,
  type Layer,
  type Merged,
  mergeLayers,
  yamlLayer,
} from "pipelines/factory/layers.ts";
import {
  FACTORY_KEYS,
  type FactoryConfig,
  NESTED,
} from "pipelines/factory/factory_keys.ts";

/** A configuration with the origin of each value. */
export interface ResolvedConfig {
  /** The values. */
  readonly config: FactoryConfig;
  /** Where each came from, by key; `default` where nothing is said. */
  readonly origins: Readonly<Record<string, string>>;
}

/** Which files and flags make up a configuration. */
export interface ConfigSources {
  /** The file given by `--config`. */
  readonly file: string;
  /** Family whose `models/<family>.yaml` beside it is laid over it. */
  readonly model?: string | undefined;
  /** Experiment whose `experiments/<name>.yaml` is laid over both. */
  readonly experiment?: string | undefined;
  /** `--set key=value`, over all. */
  readonly set?: Readonly<Record<string, string>> | undefined;
  /** Hyperparameters of the family, which may be set without `params.`. */
  readonly hyperparameters?: readonly string[];
}

/**
 * Reads, merges and checks a configuration.
 *
 * @param sources The files and flags.
 * @throws {DataQualityError} If a file or a value is wrong, naming its place.
 */
export async function readFactoryConfig(
  sources: ConfigSources,
): Promise<ResolvedConfig> {
  const { file, model, experiment, set = {}, hyperparameters = [] } = sources;
  const folder = dirname(file);
  const layers: Layer[] = [await layerOf(file)];
  if (model !== undefined) {
    const path = join(folder, "models", `${model}.yaml`);
    const found = await textOrNothing(path);
    if (found !== undefined) layers.push(yamlLayer(found, path, NESTED));
  }
  if (experiment !== undefined) {
    const path = join(folder, "experiments", `${experiment}.yaml`);
    layers.push(await layerOf(path));
  }
  const keys = Object.keys(FACTORY_KEYS);
  const flags = Object.fromEntries(
    Object.entries(set).map(([key, value]) => {
      const isOfModel = !keys.includes(key.split(".")[0]) &&
        (hyperparameters.includes(key) || key.includes("."));
      return [isOfModel ? `params.${key}` : key, value];
    }),
  );
  layers.push(flagLayer(flags, NESTED));
  const merge = () => mergeLayers(layers, keys, [...keys, ...hyperparameters]);
  if (experiment !== undefined) {
    const { models } = resolve(merge()).config;
    layers.splice(1, 0, ...await modelLayers(folder, models));
  }
  return resolve(merge());
}

/** Of each model's file its hyperparameters, as `params.<family>.<name>`. */
async function modelLayers(
  folder: string,
  models: readonly string[],
): Promise<Layer[]> {
  const layers: Layer[] = [];
  for (const family of models) {
    const path = join(folder, "models", `${family}.yaml`);
    const found = await textOrNothing(path);
    if (found === undefined) continue;
    const { origin, values } = yamlLayer(found, path, NESTED);
    const own = Object.entries(values)
      .filter(([key]) => key.startsWith("params."))
      .map(([key, value]) => [
        `params.${family}.${key.slice("params.".length)}`,
        value,
      ]);
    layers.push({ origin, values: Object.fromEntries(own) });
  }
  return layers;
}

/** The configuration as a table: key, value, origin. */
export function configText({ config, origins }: ResolvedConfig): string {
  const rows = Object.entries(config).flatMap(([key, value]) =>
    NESTED.includes(key)
      ? Object.entries(value as object).map(([inner, one]) => [
        `${key}.${inner}`,
        JSON.stringify(one),
      ])
      : [[key, JSON.stringify(value)]]
  );
  const [keyWidth, valueWidth] = [0, 1].map((j) =>
    Math.min(40, Math.max(...rows.map((row) => row[j].length)))
  );
  return rows.map(([key, value]) =>
    `${key.padEnd(keyWidth)}  ${value.padEnd(valueWidth)}  ${
      origins[key] ?? "default"
    }`
  ).join("\n");
}

function resolve({ values, origins }: Merged): ResolvedConfig {
  const config = Object.entries(FACTORY_KEYS).map(
    ([key, [must, read, fallback]]) => {
      const given = NESTED.includes(key)
        ? { ...values[key] as object, ...innerOf(values, key) }
        : values[key];
      if (given === undefined) return [key, fallback];
      const value = read(given);
      if (value !== undefined) return [key, value];
      throw new DataQualityError(
        `It must be ${must}: current value is ${JSON.stringify(given)}`,
        { file: origins[key] ?? "default", column: key },
      );
    },
  );
  const result = Object.fromEntries(config) as FactoryConfig;
  if (result.trainShare + result.validationShare >= 1) {
    throw new DataQualityError(
      `It must leave something to test on: trainShare ${result.trainShare} and validationShare ${result.validationShare} are all there is`,
      {
        file: origins["validationShare"] ?? "default",
        column: "validationShare",
      },
    );
  }
  return { config: result, origins };
}

function innerOf(values: Readonly<Record<string, unknown>>, key: string) {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => name.startsWith(`${key}.`))
      .map(([name, value]) => [name.slice(key.length + 1), value]),
  );
}

async function layerOf(path: string): Promise<Layer> {
  const found = await textOrNothing(path);
  if (found !== undefined) return yamlLayer(found, path, NESTED);
  const others: string[] = [];
  try {
    for await (const { name } of Deno.readDir(dirname(path))) {
      if (name.endsWith(".yaml")) others.push(name);
    }
  } catch {
    // No such folder: there is nothing to name.
  }
  throw new DataQualityError(
    `There must be such a file${
      others.length === 0
        ? ""
        : `: beside ${basename(path)} there are ${others.sort().join(", ")}`
    }`,
    { file: path },
  );
}

async function textOrNothing(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
