/**
 * At one ratio k = K/F, the forward price c = C/(D·F) of an option does not
 * fall with the expiry (Carr and Madan, 2005; Gatheral and Jacquier, 2014,
 * Quant. Finance 14, 59, lemma 2.1). Strikes of two expiries seldom have one
 * ratio, but c is convex in k, so a chord of the later smile's asks is above
 * its price at the earlier quote's ratio:
 *
 *     bid₁(k)/(D₁F₁) ≤ λ·ask₂(k₁)/(D₂F₂) + (1 − λ)·ask₂(k₂)/(D₂F₂)
 *
 * with k₁ ≤ k ≤ k₂ the later strikes next to it. No model is needed.
 *
 * @module
 */

import type { ForwardPoint } from "lib/market/forward.ts";
import type { OptionChain } from "lib/market/option_chain.ts";
import { type Conflict, dropConflicting } from "lib/market/rules/conflicts.ts";
import {
  buyable,
  type CleaningRule,
  pricedRows,
  relativeSpread,
  sellable,
} from "lib/market/rules/rule.ts";
import { type ChainSlice, quoteDay, slicesOf } from "lib/market/slices.ts";

/** A calendar spread that pays for holding it. */
export const calendar: CleaningRule = {
  name: "calendar",
  describe: () =>
    "it costs more than the next expiry's quotes at the same ratio to the forward, at bid and ask",
  failing(chain, { settings, forwardOf }) {
    const failing = new Set<number>();
    const slices = slicesOf(chain).filter(({ tau }) => tau > 0);
    for (let s = 1; s < slices.length; ++s) {
      const [near, far] = [slices[s - 1], slices[s]];
      const [nearPoint, farPoint] = [forwardOf(near), forwardOf(far)];
      if (!areOneSurface(chain, near, far)) continue;
      if (nearPoint === undefined || farPoint === undefined) continue;
      for (const isCall of [0, 1] as const) {
        const rows = [
          ...pricedRows(chain, near, isCall),
          ...pricedRows(chain, far, isCall),
        ].filter((row) => !failing.has(row));
        const isNear = new Set(near.indices);
        const find = (left: readonly number[]) =>
          calendarConflicts(
            chain,
            { rows: left.filter((i) => isNear.has(i)), point: nearPoint },
            { rows: left.filter((i) => !isNear.has(i)), point: farPoint },
            settings.tolerance,
          );
        const doubt = (row: number) => relativeSpread(chain, row);
        dropConflicting(rows, find, { doubt }).forEach((row) =>
          failing.add(row)
        );
      }
    }
    return [...failing].sort((a, b) => a - b);
  },
};

function areOneSurface(
  chain: OptionChain,
  a: ChainSlice,
  b: ChainSlice,
): boolean {
  return a.underlying === b.underlying && a.tau < b.tau &&
    Object.is(quoteDay(chain, a.indices[0]), quoteDay(chain, b.indices[0]));
}

/** The quotes of one type of one smile. */
interface Side {
  readonly rows: readonly number[];
  readonly point: ForwardPoint;
}

function calendarConflicts(
  chain: OptionChain,
  near: Side,
  far: Side,
  slack: number,
): Conflict[] {
  const ratio = (i: number, { forward }: ForwardPoint) =>
    chain.strike[i] / forward;
  const unit = ({ forward, discount }: ForwardPoint) => forward * discount;
  const conflicts: Conflict[] = [];
  let right = 0;
  for (const i of near.rows) {
    const k = ratio(i, near.point);
    while (right < far.rows.length && ratio(far.rows[right], far.point) < k) {
      ++right;
    }
    if (right === 0 || right === far.rows.length) continue;
    const [a, b] = [far.rows[right - 1], far.rows[right]];
    const [ka, kb] = [ratio(a, far.point), ratio(b, far.point)];
    const weight = (kb - k) / (kb - ka);
    const chord =
      (weight * buyable(chain, a) + (1 - weight) * buyable(chain, b)) /
      unit(far.point);
    const price = sellable(chain, i) / unit(near.point);
    if (price > chord + slack) conflicts.push([i, a, b]);
  }
  return conflicts;
}
