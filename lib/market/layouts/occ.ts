/**
 * Vendor tables with one contract a row, keyed by its OCC symbol or by
 * expiration, type and strike in columns of their own. Where both stand, the
 * symbol governs, and its root is taken as the underlying: classes that settle
 * in the morning and in the evening (SPX, SPXW) are then told apart.
 *
 * An implied volatility of 0 is how vendors say that there is none.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import { findColumn, missingColumn, normalName } from "lib/market/columns.ts";
import { instantField, isBlank, isCallField } from "lib/market/field.ts";
import type { ChainLayout } from "lib/market/layouts/layout.ts";
import {
  isWanted,
  numberReader,
  orElse,
  quoteDateOf,
  spotOf,
  yearFraction,
} from "lib/market/layouts/quote_fields.ts";
import { parseOccSymbol } from "lib/market/occ_symbol.ts";
import type { ChainRow } from "lib/market/option_chain.ts";

/** Normal names of a column of OCC symbols. */
export const OCC_SYMBOL_COLUMNS: readonly string[] = [
  "occ_symbol",
  "option_symbol",
  "contract_symbol",
  "optionsymbol",
  "contractsymbol",
  "contract",
  "option",
  "osi",
];
const TIME = ["quote_ts", "quote_time", "quote_datetime", "updated"];
TIME.push("timestamp", "quote_date", "quotedate", "datadate", "date");
const UNDERLYING = ["underlying", "underlying_symbol", "underlyingsymbol"];
const SPOT = ["underlying_price", "underlyingprice", "underlying_last", "spot"];
const EXPIRY = ["expiration", "expiration_date", "expiry", "expiry_date"];
const TYPE = ["type", "side", "option_type", "right", "put_call", "call_put"];
const VOL = ["iv", "implied_vol", "implied_volatility", "impliedvolatility"];
const INTEREST = ["open_interest", "openinterest", "open_int", "oi"];

/** Vendor tables, one contract a row. */
export const occLayout: ChainLayout = {
  name: "occ",
  matches(names) {
    const normal = names.map(normalName);
    const has = (aliases: readonly string[]) =>
      aliases.some((alias) => normal.includes(alias));
    return has(OCC_SYMBOL_COLUMNS) || (has(SPOT.slice(0, 3)) && has(EXPIRY)) ||
      (normal.includes("symbol") && !normal.includes("strike"));
  },
  open(head, options) {
    const { file, names } = head;
    const symbolAt = findColumn(head, OCC_SYMBOL_COLUMNS);
    const bareAt = findColumn(head, ["symbol"]);
    const keyAt = symbolAt >= 0 ? symbolAt : bareAt;
    const expiryAt = findColumn(head, EXPIRY);
    const typeAt = findColumn(head, TYPE);
    const strikeAt = findColumn(head, ["strike", "strike_price"]);
    if (keyAt < 0) {
      if (expiryAt < 0) throw missingColumn(head, "expiration");
      if (typeAt < 0) throw missingColumn(head, "type");
      if (strikeAt < 0) throw missingColumn(head, "strike");
    }
    const underlyingAt = findColumn(head, UNDERLYING);
    const timeAt = findColumn(head, TIME);
    const number = (
      aliases: readonly string[],
      domain: Parameters<typeof numberReader>[3],
    ) => numberReader(file, names, findColumn(head, aliases), domain);
    for (const name of ["bid", "ask"]) {
      if (findColumn(head, [name]) < 0) throw missingColumn(head, name);
    }
    const bidOf = number(["bid"], "nonnegative");
    const askOf = number(["ask"], "nonnegative");
    const volOf = number(VOL, "nonnegative");
    const volumeOf = number(["volume", "vol"], "nonnegative");
    const interestOf = number(INTEREST, "nonnegative");
    const spotFieldOf = number(SPOT, "positive");
    const rateOf = number(["rate"], "rate");
    const dividendOf = number(["dividend"], "rate");
    const strikeOf = numberReader(file, names, strikeAt, "positive");
    const given = quoteDateOf(options);

    /** The contract of a row, from its symbol or from its columns. */
    const contractOf = (fields: ArrayLike<unknown>, row: number) => {
      const key = textAt(fields, keyAt);
      const occ = key === "" ? undefined : parseOccSymbol(key);
      if (occ !== undefined) {
        if (occ.strike > 0) return occ;
        throw new DataQualityError(
          `Cannot use strike 0 of "${key}": it must be > 0. Mend or remove the row`,
          { file, row, column: names[keyAt], value: key },
        );
      }
      const place = (at: number) => ({ file, row, column: names[at] });
      const absent = Object.entries({
        expiration: expiryAt,
        type: typeAt,
        strike: strikeAt,
      }).filter(([, at]) => at < 0).map(([name]) => name);
      // A table without any of them must be keyed by its symbols.
      const keyed = symbolAt >= 0 && key !== "";
      if (!keyed && absent.length > 0 && absent.length < 3) {
        throw missingColumn(head, absent[0]);
      }
      if (keyed || absent.length > 0) {
        throw new DataQualityError(
          `Cannot read "${key}" as an OCC symbol must be root, yymmdd, C or P, and the strike in thousandths in 8 digits, as SPY250501C00250000`,
          { ...place(keyAt), value: key },
        );
      }
      const expiry = instantField(fields[expiryAt], place(expiryAt))?.date;
      const strike = strikeOf(fields, row);
      if (expiry === undefined || Number.isNaN(strike)) {
        const at = expiry === undefined ? expiryAt : strikeAt;
        throw new DataQualityError(
          "The field is blank. Fill it in or remove the row",
          { ...place(at), value: fields[at] },
        );
      }
      const isCall = isCallField(fields[typeAt], place(typeAt));
      // Without an OCC symbol, a column "symbol" names the underlying.
      return { root: bareAt >= 0 ? key : "", expiry, strike, isCall };
    };

    return (fields, row): readonly ChainRow[] => {
      const time = timeAt < 0 ? undefined : instantField(fields[timeAt], {
        file,
        row,
        column: names[timeAt],
      });
      const contract = contractOf(fields, row);
      const named = textAt(fields, underlyingAt);
      const quoteNames = [contract.root, named];
      if (!isWanted(options, { names: quoteNames, time }, given)) return [];
      const quoted = time ?? given;
      if (quoted === undefined) {
        throw new DataQualityError(
          "The row does not say when it was quoted. Add a column quote_time, or give --date",
          { file, row, ...(timeAt >= 0 ? { column: names[timeAt] } : {}) },
        );
      }
      return [{
        underlying: contract.root || named || (options.underlying ?? ""),
        eventTime: quoted.instant,
        expiry: contract.expiry,
        tau: yearFraction(quoted.date, contract.expiry),
        strike: contract.strike,
        isCall: contract.isCall,
        bid: bidOf(fields, row),
        ask: askOf(fields, row),
        impliedVol: volOf(fields, row) || NaN,
        volume: volumeOf(fields, row),
        openInterest: interestOf(fields, row),
        spot: spotOf(spotFieldOf(fields, row), options, { file, row }),
        rate: orElse(rateOf(fields, row), options.rate),
        dividend: orElse(dividendOf(fields, row), options.dividend),
      }];
    };
  },
};

function textAt(fields: ArrayLike<unknown>, at: number): string {
  return at < 0 || isBlank(fields[at]) ? "" : String(fields[at]).trim();
}
