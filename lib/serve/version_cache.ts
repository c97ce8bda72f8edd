/**
 * Versions of models that are asked for now and then: loaded when they are,
 * the longest unused given up when there are too many.
 *
 * @module
 */

import type { ServedModel } from "lib/serve/served_model.ts";

interface Held {
  readonly coming: Promise<ServedModel>;
  /** Null while it is being loaded. */
  model: ServedModel | null;
}

/** A bounded cache of models, by least recent use. */
export class VersionCache {
  readonly #most: number;
  /** In order of use, the longest unused first. */
  readonly #held = new Map<string, Held>();
  readonly #retiring = new Set<Promise<void>>();

  /** Makes an empty cache. @param most Models held at once, at least 1. */
  constructor(most: number) {
    if (!(Number.isInteger(most) && most >= 1)) {
      throw new RangeError(
        `Cannot cache models as their number must be a whole one ≥ 1: current value is ${most}`,
      );
    }
    this.#most = most;
  }

  /** Models that are loaded. */
  get models(): readonly ServedModel[] {
    return [...this.#held.values()].flatMap(({ model }) => model ?? []);
  }

  /**
   * Works with a model, which is loaded if it is not held and stays loaded
   * until the work has ended.
   *
   * @param key What it is held by.
   * @param load Loads it; a failure is not held.
   * @param work What is done with it.
   */
  use<T>(
    key: string,
    load: () => Promise<ServedModel>,
    work: (model: ServedModel) => Promise<T>,
  ): Promise<T> {
    let held = this.#held.get(key);
    if (held === undefined) held = this.#hold(key, load());
    this.#held.delete(key);
    this.#held.set(key, held);
    const [oldest] = this.#held.keys();
    if (this.#held.size > this.#most) this.#drop(oldest);
    // Asked of the promise itself: who drops the model later asks later, so
    // that it is in use before it is retired.
    return held.coming.then((model) => model.using(() => work(model)));
  }

  /** Gives up models. @param isKept Told the key of each. */
  keep(isKept: (key: string) => boolean): void {
    for (const key of [...this.#held.keys()]) {
      if (!isKept(key)) this.#drop(key);
    }
  }

  /** Gives up all, once what runs has ended. */
  async close(): Promise<void> {
    this.keep(() => false);
    await Promise.all(this.#retiring);
  }

  #hold(key: string, coming: Promise<ServedModel>): Held {
    const held: Held = { coming, model: null };
    coming.then((model) => held.model = model, () => {
      if (this.#held.get(key) === held) this.#held.delete(key);
    });
    return held;
  }

  #drop(key: string): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    this.#held.delete(key);
    const retiring = held.coming.then((model) => model.retire(), () => {})
      .finally(() => this.#retiring.delete(retiring));
    this.#retiring.add(retiring);
  }
}
