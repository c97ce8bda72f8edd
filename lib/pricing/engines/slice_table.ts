/** The derivative table that every engine fills, strike by strike. */

import type { SliceDerivatives } from "lib/pricing/engines/engine.ts";

/** A table of zeros for `n` strikes and `size` parameters. */
export function derivativeTable(n: number, size: number): SliceDerivatives {
  const column = () => new Float64Array(n);
  return {
    forward: column(),
    forward2: column(),
    forward3: column(),
    tau: column(),
    forwardTau: column(),
    parameters: Array.from({ length: size }, column),
  };
}

/**
 * Writes one strike's derivatives.
 *
 * @param table The table.
 * @param i The strike's row.
 * @param channels Price, F, F², F³, τ, Fτ, then the parameters.
 */
export function setDerivatives(
  table: SliceDerivatives,
  i: number,
  channels: Float64Array,
): void {
  table.forward[i] = channels[1];
  table.forward2[i] = channels[2];
  table.forward3[i] = channels[3];
  table.tau[i] = channels[4];
  table.forwardTau[i] = channels[5];
  table.parameters.forEach((column, j) => column[i] = channels[6 + j]);
}
