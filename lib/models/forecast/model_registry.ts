/**
 * Families of models by name; a family of one's own is one call to
 * {@linkcode ModelRegistry.register}.
 *
 * @module
 */

import { readHyperparameters } from "lib/core/hyperparameters.ts";
import { nearestName } from "lib/core/nearest_name.ts";
import type { Learner, ModelFamily } from "lib/models/forecast/family.ts";
import type { ModelConfig } from "lib/models/forecast/model_config.ts";

/** Families by name, in the order in which they were registered. */
export class ModelRegistry {
  readonly #families = new Map<string, ModelFamily>();

  /**
   * Adds a family.
   *
   * @param family Its name, description, hyperparameters and factory.
   * @returns The registry.
   * @throws {RangeError} If there is one of that name.
   */
  register<P extends object>(family: ModelFamily<P>): this {
    if (this.#families.has(family.family)) {
      throw new RangeError(
        `Cannot register a family as its name must be new: current value is ${family.family}`,
      );
    }
    this.#families.set(family.family, family as unknown as ModelFamily);
    return this;
  }

  /** All families. */
  list(): readonly ModelFamily[] {
    return [...this.#families.values()];
  }

  /**
   * A family by its name.
   *
   * @throws {RangeError} If there is none, naming the nearest.
   */
  get(name: string): ModelFamily {
    const found = this.#families.get(name);
    if (found !== undefined) return found;
    const names = [...this.#families.keys()];
    throw new RangeError(
      `Cannot find a family of models as its name must be one of ${
        names.join(", ")
      }: current value is ${name}. The nearest is ${nearestName(name, names)}`,
    );
  }

  /**
   * A learner for a configuration.
   *
   * @throws {RangeError} If the family or a hyperparameter is unknown, or a
   * value does not fit.
   */
  learner(config: ModelConfig): Learner {
    const family = this.get(config.family);
    const params = readHyperparameters(
      config.family,
      family.hyperparameters,
      config.params,
    );
    return family.factory(params, config);
  }
}
