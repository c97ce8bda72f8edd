/**
 * The project's own columns, the ones that processed tables are written in and
 * that a person would type:
 *
 * | column | meaning |
 * |---|---|
 * | `strike` | strike, > 0 |
 * | `type` | `call` or `put` (or `C`, `P`) |
 * | `maturity` | years to expiry, > 0; governs where `expiry` stands too |
 * | `expiry` | expiry date; needs `quote_time` or a date from the caller |
 * | `price`, or `bid` and `ask`, or `implied_vol` | at least one of the three |
 * | `quote_time` | date or time of the quote |
 * | `underlying` | symbol |
 * | `spot` | spot at the quote's time, > 0 |
 * | `rate`, `dividend` | continuous, decimals, to the quote's expiry |
 * | `volume`, `open_interest` | contracts |
 *
 * Case and spaces do not matter, and a few other names are known, as `date` for
 * `quote_time`. A blank says "not known". Further columns are passed over, unless their name
 * looks like a slip of one of these.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import {
  findColumn,
  type Header,
  missingColumn,
  nearestName,
  normalName,
  requireColumn,
} from "lib/market/columns.ts";
import { instantField, isBlank, isCallField } from "lib/market/field.ts";
import type { ChainRow } from "lib/market/option_chain.ts";
import type { ChainLayout } from "lib/market/layouts/layout.ts";
import {
  isWanted,
  numberReader,
  orElse,
  quoteDateOf,
  spotOf,
  yearFraction,
} from "lib/market/layouts/quote_fields.ts";

/** The project's columns, in the order in which they are written. */
export const TENOR_COLUMNS = [
  "underlying",
  "quote_time",
  "spot",
  "expiry",
  "maturity",
  "type",
  "strike",
  "bid",
  "ask",
  "price",
  "implied_vol",
  "volume",
  "open_interest",
  "rate",
  "dividend",
] as const;

/** Other names that are taken as well. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  quote_time: ["quote_date", "date"],
  expiry: ["expiration"],
  maturity: ["tau"],
  type: ["option_type"],
  spot: ["spot_price", "underlying_price"],
  price: ["mid", "option_price"],
  rate: ["risk_free_rate", "interest_rate"],
  dividend: ["dividend_yield"],
  implied_vol: ["implied_volatility", "iv"],
  open_interest: ["openinterest"],
};

/** Option tables in the project's own columns. */
export const tenorLayout: ChainLayout = {
  name: "tenor",
  matches: (names) => names.some((name) => normalName(name) === "strike"),
  open(head, options) {
    const { file, names } = head;
    const at = locate(head);
    const number = (
      column: (typeof TENOR_COLUMNS)[number],
      domain: Parameters<typeof numberReader>[3],
    ) => numberReader(file, names, at[column], domain);
    const strikeOf = number("strike", "positive");
    const maturityOf = number("maturity", "positive");
    const spotFieldOf = number("spot", "positive");
    const bidOf = number("bid", "nonnegative");
    const askOf = number("ask", "nonnegative");
    const priceOf = number("price", "nonnegative");
    const volOf = number("implied_vol", "positive");
    const volumeOf = number("volume", "nonnegative");
    const interestOf = number("open_interest", "nonnegative");
    const rateOf = number("rate", "rate");
    const dividendOf = number("dividend", "rate");
    const given = quoteDateOf(options);

    return (fields, row): readonly ChainRow[] => {
      const field = (column: (typeof TENOR_COLUMNS)[number]) =>
        at[column] < 0 ? undefined : fields[at[column]];
      const place = (column: string) => ({ file, row, column });
      const name = isBlank(field("underlying"))
        ? ""
        : String(field("underlying")).trim();
      const time = instantField(field("quote_time"), place("quote_time"));
      if (!isWanted(options, { names: [name], time }, given)) return [];
      const quoted = time ?? given;
      const expiry = instantField(field("expiry"), place("expiry"))?.date;
      const maturity = maturityOf(fields, row);
      const strike = strikeOf(fields, row);
      if (Number.isNaN(strike)) {
        throw new DataQualityError(
          "The strike is blank. Fill it in or remove the row",
          { ...place("strike"), value: field("strike") },
        );
      }
      const quote = {
        bid: bidOf(fields, row),
        ask: askOf(fields, row),
        price: priceOf(fields, row),
        impliedVol: volOf(fields, row),
      };
      const mid = 0.5 * (quote.bid + quote.ask);
      if (Number.isNaN(quote.price)) quote.price = mid;
      if (Number.isNaN(quote.price) && Number.isNaN(quote.impliedVol)) {
        throw new DataQualityError(
          "The row has no price, no bid and ask, and no implied_vol. Fill one in or remove the row",
          place("price"),
        );
      }
      return [{
        ...quote,
        underlying: name || (options.underlying ?? ""),
        eventTime: quoted?.instant ?? NaN,
        expiry: expiry ?? NaN,
        tau: Number.isNaN(maturity)
          ? tauOf(quoted?.date, expiry, { file, row })
          : maturity,
        strike,
        isCall: isCallField(field("type"), place("type")),
        volume: volumeOf(fields, row),
        openInterest: interestOf(fields, row),
        spot: spotOf(spotFieldOf(fields, row), options, { file, row }),
        rate: orElse(rateOf(fields, row), options.rate),
        dividend: orElse(dividendOf(fields, row), options.dividend),
      }];
    };
  },
};

/** Positions of the columns, −1 for none, checked to be enough for a quote. */
function locate(
  header: Header,
): Record<(typeof TENOR_COLUMNS)[number], number> {
  const at = Object.fromEntries(TENOR_COLUMNS.map((name) => [
    name,
    findColumn(header, [name, ...(ALIASES[name] ?? [])]),
  ])) as Record<(typeof TENOR_COLUMNS)[number], number>;
  refuseSlips(header, at);
  requireColumn(header, ["strike"]);
  if (at.type < 0) throw missingColumn(header, "type");
  if (at.maturity < 0 && at.expiry < 0) throw missingColumn(header, "maturity");
  const hasPrice = at.price >= 0 || at.implied_vol >= 0 ||
    (at.bid >= 0 && at.ask >= 0);
  if (!hasPrice) {
    const half = at.bid >= 0 ? "ask" : at.ask >= 0 ? "bid" : "price";
    throw missingColumn(header, half);
  }
  return at;
}

/** A column that is no known one but all but one that is missing. */
function refuseSlips(
  header: Header,
  at: Readonly<Record<string, number>>,
): void {
  const known = new Set(Object.values(at));
  const missing = TENOR_COLUMNS.filter((name) => at[name] < 0);
  header.names.forEach((name, i) => {
    if (known.has(i)) return;
    const near = nearestName(name, missing);
    // Short names are near too many others, and a longer one may qualify it.
    if (near === undefined || near.length < 5) return;
    const normal = normalName(name);
    if (normal.includes(near) || near.includes(normal)) return;
    throw new DataQualityError(
      `The column is none of the known ones. Rename it to "${near}" if that is what it holds`,
      { file: header.file, row: header.row, column: name },
    );
  });
}

/** Years from the quote to the expiry by their dates. */
function tauOf(
  quoteDate: number | undefined,
  expiry: number | undefined,
  place: { readonly file: string; readonly row: number },
): number {
  if (expiry === undefined) {
    throw new DataQualityError(
      "The row has neither maturity nor expiry. Fill one in or remove the row",
      { ...place, column: "maturity" },
    );
  }
  if (quoteDate === undefined) {
    throw new DataQualityError(
      "The row has an expiry but no quote_time to count from. Add that column, or give --date",
      { ...place, column: "expiry" },
    );
  }
  return yearFraction(quoteDate, expiry);
}
