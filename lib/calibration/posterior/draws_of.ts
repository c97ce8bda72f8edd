/**
 * The draws of one parameter out of those of all.
 *
 * @module
 */

/** Draws by chain. */
export interface PosteriorDraws {
  /** Parameters in order. */
  readonly names: readonly string[];
  /** Row-major `[draws × names]`, a chain each. */
  readonly values: readonly Float64Array[];
}

/**
 * The draws of one parameter.
 *
 * @param posterior The draws.
 * @param name A parameter's name.
 * @returns One array a chain.
 * @throws {RangeError} If there is no such parameter.
 */
export function drawsOf(
  posterior: PosteriorDraws,
  name: string,
): Float64Array[] {
  const { names, values } = posterior;
  const j = names.indexOf(name);
  if (j < 0) {
    throw new RangeError(
      `Cannot read draws of ${name} as the parameters are ${names.join(", ")}`,
    );
  }
  return values.map((rows) =>
    Float64Array.from(
      { length: rows.length / names.length },
      (_, i) => rows[i * names.length + j],
    )
  );
}
