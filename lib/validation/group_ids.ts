/** Groups as whole numbers. */
export interface GroupIds {
  /** Group of each row, counted from 0 in order of first appearance. */
  readonly ids: Int32Array;
  /** What each group is called. */
  readonly names: readonly (string | number)[];
}

/**
 * Numbers the groups of rows.
 *
 * @param groups Group of each row, shape `[n]`.
 * @returns A number for each row, and the groups' names.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { groupIds } from "lib/validation/group_ids.ts";
 *
 * const { ids, names } = groupIds(["tue", "mon", "tue"]);
 * assertEquals([...ids], [0, 1, 0]);
 * assertEquals(names, ["tue", "mon"]);
 * ```
 */
export function groupIds(groups: ArrayLike<string | number>): GroupIds {
  const known = new Map<string | number, number>();
  const ids = new Int32Array(groups.length);
  for (let i = 0; i < groups.length; ++i) {
    let id = known.get(groups[i]);
    if (id === undefined) known.set(groups[i], id = known.size);
    ids[i] = id;
  }
  return { ids, names: [...known.keys()] };
}
