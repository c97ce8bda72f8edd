/**
 * Who was champion when: a file of one JSON line a change, to which lines are
 * only added.
 *
 * The line is written before the alias moves. A writer killed in between
 * leaves a line whose change never took place, and the lines say so by
 * themselves: the next change, or the champion that stands, starts from
 * `before` again.
 *
 * @module
 */

import { join } from "@std/path";
import { ArtifactError } from "lib/core/errors.ts";
import { isVersion } from "lib/registry/version.ts";

/** The file of the history, beside the aliases. */
export const HISTORY_FILE = "champion_history.jsonl";

/** A change of the champion. */
export interface ChampionChange {
  /** Why it changed. */
  readonly action: "promote" | "rollback";
  /** The champion from then on. */
  readonly champion: string;
  /** The champion until then; null if there was none. */
  readonly before: string | null;
  /** When, ISO 8601 in UTC; null if no one said. */
  readonly at: string | null;
}

/** The history as it is written; empty if there is none. */
export async function historyText(home: string): Promise<string> {
  try {
    return await Deno.readTextFile(join(home, HISTORY_FILE));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/**
 * All lines of the history, oldest first.
 *
 * @param home Folder of the model.
 * @throws {ArtifactError} If a line is no change, naming it.
 */
export async function readHistory(home: string): Promise<ChampionChange[]> {
  const path = join(home, HISTORY_FILE);
  const lines = (await historyText(home)).split("\n");
  return lines.flatMap((line, i) => {
    if (line.trim() === "") return [];
    const change = parseChange(line);
    if (change !== undefined) return [change];
    throw new ArtifactError(
      `Cannot read ${path} as each line must be a change of the champion: line ${
        i + 1
      } is ${
        line.slice(0, 80)
      }. Mend it, or name the version with tenor models promote`,
      { path },
    );
  });
}

/**
 * The champions that a rollback walks through, the present one last: a
 * promotion adds one, a rollback takes one away.
 *
 * @param changes The history.
 * @param champion The champion that stands.
 *
 * @example A promotion that was cut off is none
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { championsOf } from "lib/registry/champion_history.ts";
 *
 * const promotion = (before: string, champion: string) =>
 *   ({ action: "promote", before, champion, at: null }) as const;
 * const changes = [promotion("1.0.0", "1.1.0"), promotion("1.1.0", "1.2.0")];
 * assertEquals(championsOf(changes, "1.2.0"), ["1.0.0", "1.1.0", "1.2.0"]);
 * assertEquals(championsOf(changes, "1.1.0"), ["1.0.0", "1.1.0"]);
 * ```
 */
export function championsOf(
  changes: readonly ChampionChange[],
  champion: string | undefined,
): string[] {
  const stack: string[] = [];
  // An alias moved by hand stands in no line; it counts as a promotion.
  const stands = (version: string | null | undefined) => {
    if (version && stack.at(-1) !== version) stack.push(version);
  };
  changes.forEach((change, i) => {
    const after = i + 1 < changes.length ? changes[i + 1].before : champion;
    if ((after ?? null) === change.before) return;
    stands(change.before);
    if (change.action === "rollback") stack.pop();
    stands(change.champion);
  });
  stands(champion);
  return stack;
}

function parseChange(line: string): ChampionChange | undefined {
  let said: Partial<ChampionChange> | null;
  try {
    said = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof said !== "object" || said === null) return undefined;
  const { action, champion, before = null, at = null } = said;
  const isChange = (action === "promote" || action === "rollback") &&
    isVersionText(champion) && (before === null || isVersionText(before)) &&
    (at === null || typeof at === "string");
  return isChange ? { action, champion, before, at } : undefined;
}

function isVersionText(value: unknown): value is string {
  return typeof value === "string" && isVersion(value);
}
