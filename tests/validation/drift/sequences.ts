/**
 * Two samples that anyone can make: fractional parts of multiples of the golden
 * section, and a bent, shifted version of those of √2.
 */
export function goldenSample(count: number): Float64Array {
  const golden = (Math.sqrt(5) - 1) / 2;
  return Float64Array.from({ length: count }, (_, i) => ((i + 1) * golden) % 1);
}

/** Of √2, raised to a power and shifted. */
export function bentSample(
  count: number,
  { power, shift = 0 }: { readonly power: number; readonly shift?: number },
): Float64Array {
  return Float64Array.from(
    { length: count },
    (_, i) => (((i + 1) * Math.SQRT2) % 1) ** power + shift,
  );
}
