/**
 * Exposures of a book and the limits it is over: gross, net, by asset, by sector.
 *
 * This looks at a book as a whole, say at target weights before orders are made;
 * single orders are judged by `lib/risk/limits`.
 *
 * @module
 */

import { checkBetween } from "lib/risk/checked_input.ts";

/** Market value of an asset. */
export interface AssetValue {
  /** Symbol. */
  readonly symbol: string;
  /** Signed market value, in the unit of equity. */
  readonly value: number;
  /** Sector, for the limits of sectors. @default "" */
  readonly sector?: string;
}

/** Exposures over equity. */
export interface Exposures {
  /** `Σ|v|`. */
  readonly gross: number;
  /** `Σv`. */
  readonly net: number;
  /** Sum of values above 0. */
  readonly long: number;
  /** Sum of values below 0, unsigned. */
  readonly short: number;
  /** Net of each symbol. */
  readonly byAsset: ReadonlyMap<string, number>;
  /** Gross and net of each sector. */
  readonly bySector: ReadonlyMap<
    string,
    { readonly gross: number; readonly net: number }
  >;
}

/**
 * Exposures of a book; rows of one symbol are netted first.
 *
 * @param assets The book.
 * @param equity In the unit of the values, above 0.
 * @returns Exposures over equity.
 * @throws {RangeError} If a value is not finite or equity not above 0.
 */
export function exposuresOf(
  assets: readonly AssetValue[],
  equity: number,
): Exposures {
  const doing = "measure exposures";
  checkBetween(doing, "equity", equity, { least: 0, open: true });
  const byAsset = new Map<string, number>();
  const sectors = new Map<string, string>();
  assets.forEach(({ symbol, value, sector = "" }, i) => {
    checkBetween(doing, `assets[${i}].value (${symbol})`, value, {});
    const before = sectors.get(symbol) ?? sector;
    if (before !== sector) {
      throw new RangeError(
        `Cannot ${doing} as the sector of ${symbol} must be the same in every row: current value is "${before}" and "${sector}"`,
      );
    }
    sectors.set(symbol, sector);
    byAsset.set(symbol, (byAsset.get(symbol) ?? 0) + value / equity);
  });
  const bySector = new Map<string, { gross: number; net: number }>();
  let [long, short] = [0, 0];
  for (const [symbol, share] of byAsset) {
    if (share > 0) long += share;
    else short -= share;
    const sector = sectors.get(symbol)!;
    const { gross, net } = bySector.get(sector) ?? { gross: 0, net: 0 };
    bySector.set(sector, { gross: gross + Math.abs(share), net: net + share });
  }
  return {
    gross: long + short,
    net: long - short,
    long,
    short,
    byAsset,
    bySector,
  };
}

/** Most of each exposure, over equity; one that is left out has no limit. */
export interface ExposureBounds {
  /** Gross of the book. */
  readonly gross?: number;
  /** Absolute net of the book. */
  readonly net?: number;
  /** Absolute value of one symbol. */
  readonly asset?: number;
  /** Gross of one sector. */
  readonly sectorGross?: number;
  /** Absolute net of one sector. */
  readonly sectorNet?: number;
}

/** An exposure over its limit. */
export interface ExposureBreach {
  /** Which bound. */
  readonly rule: keyof ExposureBounds;
  /** Symbol or sector; empty for the book. */
  readonly name: string;
  /** The exposure, over equity, unsigned. */
  readonly current: number;
  /** Its bound. */
  readonly allowed: number;
}

/**
 * The limits that a book is over.
 *
 * @param exposures What {@linkcode exposuresOf} gave.
 * @param bounds The limits.
 * @returns Breaches: the book's, then by asset, then by sector.
 * @throws {RangeError} If a bound is below 0 or no number.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { exposureBreaches, exposuresOf } from "lib/risk/exposure_limits.ts";
 *
 * const book = exposuresOf([
 *   { symbol: "ABC", value: 60, sector: "tech" },
 *   { symbol: "XYZ", value: -30, sector: "tech" },
 * ], 100);
 * assertEquals(exposureBreaches(book, { gross: 1, asset: 0.5 }), [
 *   { rule: "asset", name: "ABC", current: 0.6, allowed: 0.5 },
 * ]);
 * ```
 */
export function exposureBreaches(
  exposures: Exposures,
  bounds: ExposureBounds,
): ExposureBreach[] {
  const sectors = [...exposures.bySector];
  const current: Readonly<
    Record<keyof ExposureBounds, readonly (readonly [string, number])[]>
  > = {
    gross: [["", exposures.gross]],
    net: [["", exposures.net]],
    asset: [...exposures.byAsset],
    sectorGross: sectors.map(([name, { gross }]) => [name, gross]),
    sectorNet: sectors.map(([name, { net }]) => [name, net]),
  };
  const rules = Object.keys(current) as (keyof ExposureBounds)[];
  return rules.flatMap((rule) => {
    const allowed = bounds[rule];
    if (allowed === undefined) return [];
    checkBetween("check exposures", rule, allowed, { least: 0 });
    return current[rule]
      .map(([name, value]) => ({
        rule,
        name,
        current: Math.abs(value),
        allowed,
      }))
      .filter((each) => each.current > each.allowed);
  });
}

/**
 * The largest share of a book, all of it alike, that is over no limit.
 *
 * @param breaches What {@linkcode exposureBreaches} gave.
 * @returns Between 0 and 1; 1 without breaches.
 */
export function scaleWithin(breaches: readonly ExposureBreach[]): number {
  return breaches.reduce(
    (least, { current, allowed }) => Math.min(least, allowed / current),
    1,
  );
}
