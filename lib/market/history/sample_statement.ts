/**
 * The one statement behind `fetchOptionSamples`. Every value is a parameter.
 *
 * The as-of join looks up each time of the picked quotes once, as thousands of
 * quotes share a time: the last close with `valid_time <= ` the quote's, by
 * the primary key of `price_history`.
 *
 * @module
 */

import type { Parameter } from "lib/market/history/database.ts";
import type { OptionSampleQuery } from "lib/market/history/fetch_option_samples.ts";
import type {
  ContractType,
  OptionSample,
} from "lib/market/history/history_store.ts";

/** Fields of a sample and the symbol in `price_history` that each is from. */
export const VOLATILITY_INDICES = {
  vix: "VIX",
  vix9d: "VIX9D",
  vvix: "VVIX",
  skew: "SKEW",
} as const;

/** A row as the statement gives it; what is unknown is null. */
export type SampleRecord =
  & {
    readonly [
      K in keyof OptionSample as OptionSample[K] extends number ? K : never
    ]: number | null;
  }
  & {
    readonly rootSymbol: string;
    readonly contractType: ContractType;
  };

/** The last close of the symbol in parameter `n` known at `moments.valid_time`. */
function lastKnown(name: string, n: number): string {
  return `
    LEFT JOIN LATERAL (
      SELECT p.close FROM price_history p
      WHERE p.symbol = $${n}::text
        AND p.valid_time <= moments.valid_time
        AND p.valid_time >= coalesce(
          moments.valid_time - make_interval(secs => $9::float8 * 86400),
          '-infinity'
        )
      ORDER BY p.valid_time DESC
      LIMIT 1
    ) ${name} ON true`;
}

/** The statement; its parameters are those of {@linkcode sampleParameters}. */
export const SAMPLE_STATEMENT = `
  WITH picked AS MATERIALIZED (
    SELECT * FROM (
      SELECT o.*,
        o.expiration_date
          - (o.valid_time AT TIME ZONE 'America/New_York')::date AS dte,
        CASE o.contract_type
          WHEN 'call' THEN o.underlying_price / o.strike
          ELSE o.strike / o.underlying_price
        END AS moneyness
      FROM option_chain_history o
      WHERE o.contract_type = $1::text
        AND ($2::text[] IS NULL OR o.root_symbol = ANY ($2::text[]))
        AND ($7::timestamptz IS NULL OR o.valid_time >= $7::timestamptz)
        AND ($8::timestamptz IS NULL OR o.valid_time <= $8::timestamptz)
        AND ($10::text IS NULL OR o.sample = $10::text)
        AND o.delta IS NOT NULL
        AND o.mark IS NOT NULL
    ) measured
    WHERE dte BETWEEN $3::float8 AND $4::float8
      AND moneyness BETWEEN $5::float8 AND $6::float8
  ),
  known AS MATERIALIZED (
    SELECT moments.valid_time, vix.close AS vix, vix9d.close AS vix9d,
      vvix.close AS vvix, skew.close AS skew
    FROM (SELECT DISTINCT valid_time FROM picked) moments
    ${
  Object.keys(VOLATILITY_INDICES).map((name, i) => lastKnown(name, 11 + i))
    .join("")
}
  )
  SELECT
    extract(epoch FROM picked.valid_time)::float8 * 1000 AS "validTime",
    root_symbol AS "rootSymbol",
    underlying_price AS "underlyingPrice",
    extract(epoch FROM expiration_date)::float8 * 1000 AS "expiration",
    contract_type AS "contractType",
    strike, bid, ask, mark, delta, dte, moneyness,
    vix, vix9d, vvix, skew
  FROM picked JOIN known ON known.valid_time = picked.valid_time
  ORDER BY picked.valid_time, root_symbol COLLATE "C", expiration_date, strike,
    coalesce(sample, '') COLLATE "C"`;

/** The values of {@linkcode SAMPLE_STATEMENT} for a query. */
export function sampleParameters(query: OptionSampleQuery): Parameter[] {
  const { root, minDte = 0, maxDte = Infinity } = query;
  const { minMoneyness = 0, maxMoneyness = Infinity } = query;
  const roots = typeof root === "string" ? [root] : root ?? null;
  return [
    query.type,
    roots,
    minDte,
    maxDte,
    minMoneyness,
    maxMoneyness,
    timeText(query.from),
    timeText(query.until),
    Number.isFinite(query.maxAgeDays) ? query.maxAgeDays! : null,
    query.sample ?? null,
    ...Object.values(VOLATILITY_INDICES),
  ];
}

/** A record as a sample: NaN for null, whole milliseconds. */
export function toSample(record: SampleRecord): OptionSample {
  return {
    ...record,
    // The epoch in seconds times 1000 may be off in the last bit.
    validTime: Math.round(record.validTime!),
    expiration: record.expiration!,
    underlyingPrice: record.underlyingPrice!,
    strike: record.strike!,
    dte: record.dte!,
    moneyness: record.moneyness!,
    bid: record.bid ?? NaN,
    ask: record.ask ?? NaN,
    mark: record.mark ?? NaN,
    delta: record.delta ?? NaN,
    vix: record.vix ?? NaN,
    vix9d: record.vix9d ?? NaN,
    vvix: record.vvix ?? NaN,
    skew: record.skew ?? NaN,
  };
}

function timeText(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
