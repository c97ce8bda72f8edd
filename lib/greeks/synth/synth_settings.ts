/**
 * What a synthetic history is made from. The same settings give the same
 * bytes.
 *
 * @module
 */

import { nearestName } from "lib/core/nearest_name.ts";
import { FIRST_SESSION } from "lib/greeks/synth/new_york_session.ts";
import { formatDate, parseInstant } from "lib/market/instant.ts";
import type { HestonParams } from "lib/pricing/laws/heston.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

/** Laws with a variance that can be the state of a market. */
export const SYNTH_LAWS = ["bates", "heston"] as const;

/** Name of such a law. */
export type SynthLaw = (typeof SYNTH_LAWS)[number];

/** How deltas are taken. */
export const DELTA_KINDS = ["black-scholes", "law"] as const;

/** Name of a way to take deltas. */
export type DeltaKind = (typeof DELTA_KINDS)[number];

/** Heston's parameters with Bates' jumps; no jumps where `lambda` is 0. */
export interface MarketParams extends HestonParams {
  /** Jumps a year. */
  readonly lambda: number;
  /** Mean jump of the log price. */
  readonly muJ: number;
  /** Its standard deviation. */
  readonly sigmaJ: number;
}

/** What fixes a history. */
export interface SynthSettings {
  /** Symbol of the root and of its closes. */
  readonly root: string;
  /** Trading days, at least 1. */
  readonly days: number;
  /** First date, `YYYY-MM-DD`; the first trading day from it on is used. */
  readonly start: string;
  /** Price of the underlying on the first day, in [10, 1e6]. */
  readonly spot: number;
  /** The law of the pricing measure. */
  readonly law: SynthLaw;
  /** Its parameters; `v0` is the variance on the first day. */
  readonly params: Readonly<Record<string, number>>;
  /** Continuous zero rate. */
  readonly rate: number;
  /** Continuous dividend yield, at least 0. */
  readonly dividend: number;
  /**
   * How far `theta`, `xi`, `rho` and `lambda` stray from `params` as days pass,
   * the stationary standard deviation of their logarithms (of `rho`, of its
   * inverse hyperbolic tangent). At 0 every index is a function of the day's
   * variance alone.
   */
  readonly wander: number;
  /** The delta that is quoted. */
  readonly delta: DeltaKind;
  /** Seed, in [0, 2³²). */
  readonly seed: number;
}

/**
 * Parameters with an equity index's usual smile: VIX 18, VVIX 78 and SKEW 124
 * at first, where nothing strays.
 */
const USUAL: MarketParams = {
  v0: 0.02,
  kappa: 6,
  theta: 0.03,
  xi: 0.65,
  rho: -0.8,
  lambda: 0.3,
  muJ: -0.15,
  sigmaJ: 0.12,
};

/** Options of {@linkcode makeSynthSettings}, with the defaults it gives them. */
export type SynthOptions =
  & Partial<Omit<SynthSettings, "law" | "delta">>
  & {
    /** Name of a law of {@linkcode SYNTH_LAWS}. @default {"bates"} */
    readonly law?: string;
    /** One of {@linkcode DELTA_KINDS}. @default {"black-scholes"} */
    readonly delta?: string;
  };

/**
 * Fills in and checks settings.
 *
 * @param options What differs from 60 days of `SYN` from 2025-01-02 at 500,
 * under Bates' law; `params` may name some of the law's parameters only.
 * @returns The settings.
 * @throws {RangeError} If a value is out of range, naming the nearest known
 * one where it is a name.
 * @throws {PricingError} If the law does not exist at the parameters.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { makeSynthSettings } from "lib/greeks/synth/synth_settings.ts";
 *
 * assertEquals(makeSynthSettings({ params: { xi: 0.7 } }).params.xi, 0.7);
 * assertThrows(() => makeSynthSettings({ law: "hestn" }), RangeError);
 * ```
 */
export function makeSynthSettings(options: SynthOptions = {}): SynthSettings {
  const law = oneOf("law", options.law ?? "bates", SYNTH_LAWS);
  const { space } = lawByName(law);
  const usual = Object.fromEntries(
    space.names.map((name) => [name, USUAL[name as keyof MarketParams]]),
  );
  const params = { ...usual, ...options.params };
  space.check(params);
  const settings: SynthSettings = {
    root: options.root ?? "SYN",
    days: options.days ?? 60,
    start: options.start ?? "2025-01-02",
    spot: options.spot ?? 500,
    law,
    params,
    rate: options.rate ?? 0.04,
    dividend: options.dividend ?? 0.013,
    wander: options.wander ?? 0.15,
    delta: oneOf("delta", options.delta ?? "black-scholes", DELTA_KINDS),
    seed: options.seed ?? 1,
  };
  check(settings);
  return settings;
}

/** Indices that stand beside the root in `price_history`. */
export const INDEX_SYMBOLS = ["VIX", "VIX9D", "VVIX", "SKEW"] as const;

function check(settings: SynthSettings): void {
  const { root, days, start, spot, rate, dividend, wander, seed } = settings;
  const need = (name: string, ok: boolean, must: string, value: unknown) => {
    if (ok) return;
    throw new RangeError(
      `Cannot make a history as ${name} must be ${must}: current value is ${value}`,
    );
  };
  const reserved = (INDEX_SYMBOLS as readonly string[]).includes(root);
  const symbol = /^[A-Z][A-Z0-9.]{0,9}$/.test(root);
  need("root", symbol, "1 to 10 capital letters, digits or points", root);
  need("root", !reserved, `other than ${INDEX_SYMBOLS.join(", ")}`, root);
  need("days", Number.isInteger(days) && days > 0, "a whole number > 0", days);
  const written = parseInstant(start);
  const isDate = written !== undefined && written.instant === written.date &&
    written.date >= FIRST_SESSION;
  const first = formatDate(FIRST_SESSION);
  need("start", isDate, `a date from ${first} on`, start);
  need("spot", spot >= 10 && spot <= 1e6, "in [10, 1e6]", spot);
  need("rate", Math.abs(rate) <= 0.5, "in [-0.5, 0.5]", rate);
  need("dividend", dividend >= 0 && dividend <= 0.5, "in [0, 0.5]", dividend);
  need("wander", wander >= 0 && wander <= 1, "in [0, 1]", wander);
  const whole = Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32;
  need("seed", whole, "a whole number in [0, 2^32)", seed);
}

function oneOf<T extends string>(
  name: string,
  value: string,
  known: readonly T[],
): T {
  const found = known.find((k) => k === value);
  if (found !== undefined) return found;
  throw new RangeError(
    `Cannot make a history as ${name} must be one of ${
      known.join(", ")
    }: current value is ${value}. Did you mean ${nearestName(value, known)}?`,
  );
}
