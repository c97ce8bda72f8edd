/**
 * Which versions a registered model has, by the names that requests give them.
 *
 * @module
 */

import { ALIASES } from "lib/registry/model_folder.ts";
import type { ModelEntry } from "lib/registry/store.ts";

/** The newest version of a model. */
export function newestOf({ versions, aliases }: ModelEntry): string {
  return aliases.latest ?? versions.at(-1)!;
}

/**
 * The version that a request means.
 *
 * @param entry The model.
 * @param given A version, with or without a leading "v", or an alias.
 * @returns Undefined if there is none such.
 */
export function versionMeant(
  { versions, aliases }: ModelEntry,
  given: string,
): string | undefined {
  const bare = given.replace(/^v(?=\d)/, "");
  const alias = ALIASES.find((name) => name === bare);
  const version = alias === undefined ? bare : aliases[alias];
  return versions.find((one) => one === version);
}

/** A model with its versions in words, as `calls 1.0.0 (champion), 1.1.0`. */
export function entryText({ name, versions, aliases }: ModelEntry): string {
  const texts = versions.map((version) => {
    const names = ALIASES.filter((alias) => aliases[alias] === version);
    return names.length === 0 ? version : `${version} (${names.join(", ")})`;
  });
  return `${name} ${texts.join(", ")}`;
}
