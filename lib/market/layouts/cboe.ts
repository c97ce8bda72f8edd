/**
 * The Cboe "quote table download": lines with the underlying, its last price
 * and the time; a header; then a call and the put of the same strike in one
 * row. Three vintages are known:
 *
 * - today: `Expiration Date,Calls,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,
 *   Open Interest,Strike,Puts,…`, above it `Last: 601.23` and `Date: …`;
 * - 2018–19: the same with `Vol` and `Open Int`, dates as `06/08/2018`, above
 *   it `SPX (S&P 500 INDEX),2750.79,-16.34` and `Oct 15 2018 @ 20:00 ET`;
 * - before: `Calls,Last Sale,Net,Bid,Ask,Vol,Open Int,Puts,…` where the
 *   contract is written `13 Dec 125.00 (IBM1327L125)`: year, month, strike,
 *   then root, year, day, month letter (A–L calls, M–X puts) and strike.
 *
 * An implied volatility of 0 is how the table says that there is none.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import { normalName } from "lib/market/columns.ts";
import { instantField } from "lib/market/field.ts";
import { parseInstant, type WrittenInstant } from "lib/market/instant.ts";
import type { ChainLayout, TableHead } from "lib/market/layouts/layout.ts";
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

/** The Cboe quote table. */
export const cboeLayout: ChainLayout = {
  name: "cboe",
  matches(names) {
    const normal = names.map(normalName);
    return ["calls", "puts", "bid", "ask"].every((name) =>
      normal.includes(name)
    );
  },
  open(head, options) {
    const { file, names } = head;
    const normal = names.map(normalName);
    const calls = normal.indexOf("calls");
    const puts = normal.indexOf("puts");
    const sides = [
      sideOf(head, { isCall: true, from: calls, to: puts }),
      sideOf(head, { isCall: false, from: puts, to: names.length }),
    ];
    const expiryAt = normal.indexOf("expiration_date");
    const strikeAt = normal.indexOf("strike");
    const strikeOf = numberReader(file, names, strikeAt, "positive");
    const title = titleOf(head, options.spot);
    const given = quoteDateOf(options);
    const time = title.time ?? given;
    if (time === undefined) {
      throw new DataQualityError(
        "The lines above the table do not say when it was taken. Give --date",
        { file, row: 1 },
      );
    }

    return (fields, row): readonly ChainRow[] => {
      const common = expiryAt >= 0 && strikeAt >= 0
        ? {
          expiry: instantField(fields[expiryAt], {
            file,
            row,
            column: names[expiryAt],
          })?.date,
          strike: strikeOf(fields, row),
        }
        : undefined;
      return sides.flatMap((side) => {
        const text = String(fields[side.symbolAt] ?? "").trim();
        const contract = contractOf(text, side.isCall, common);
        if (contract === undefined) {
          throw new DataQualityError(
            `Cannot read "${text}" as a contract must be an OCC symbol or like "13 Dec 125.00 (IBM1327L125)", with its date and strike`,
            { file, row, column: names[side.symbolAt], value: text },
          );
        }
        const underlying = contract.root === "" ? title.symbol : contract.root;
        const quoteNames = [underlying, title.symbol];
        if (!isWanted(options, { names: quoteNames, time }, given)) return [];
        return [{
          underlying: underlying || (options.underlying ?? ""),
          eventTime: time.instant,
          expiry: contract.expiry,
          tau: yearFraction(time.date, contract.expiry),
          strike: contract.strike,
          isCall: side.isCall,
          bid: side.bid(fields, row),
          ask: side.ask(fields, row),
          impliedVol: side.vol(fields, row) || NaN,
          volume: side.volume(fields, row),
          openInterest: side.interest(fields, row),
          spot: spotOf(title.spot, options, { file, row }),
          rate: orElse(NaN, options.rate),
          dividend: orElse(NaN, options.dividend),
        }];
      });
    };
  },
};

/** The columns of the calls or of the puts. */
function sideOf(
  head: TableHead,
  side: { isCall: boolean; from: number; to: number },
) {
  const normal = head.names.map(normalName);
  const reader = (...aliases: string[]) => {
    const at = normal.findIndex((name, i) =>
      i > side.from && i < side.to && aliases.includes(name)
    );
    return numberReader(head.file, head.names, at, "nonnegative");
  };
  return {
    isCall: side.isCall,
    symbolAt: side.from,
    bid: reader("bid"),
    ask: reader("ask"),
    vol: reader("iv"),
    volume: reader("volume", "vol"),
    interest: reader("open_interest", "open_int"),
  };
}

/** Symbol, spot and time from the lines above the table. */
function titleOf(
  head: TableHead,
  fallback: number | undefined,
): { symbol: string; spot: number; time: WrittenInstant | undefined } {
  const fields = head.preamble.flat().map((field) => field.trim());
  const [first = ""] = fields;
  const symbol = /^\^?([A-Z][A-Z0-9.]{0,5})\s*\(/.exec(first)?.[1] ?? "";
  const last = fields.find((field) => /^last\s*:/i.test(field))
    ?.replace(/^last\s*:\s*/i, "") ?? fields[1] ?? "";
  const spot = Number(last.replaceAll(",", ""));
  const known = last !== "" && Number.isFinite(spot) && spot > 0;
  if (!known && fallback === undefined) {
    throw new DataQualityError(
      'The lines above the table do not give the last price as "Last: 601.23". Give --spot',
      { file: head.file, row: 1, value: last },
    );
  }
  const time = fields.map(parseInstant).find((found) => found !== undefined);
  return { symbol, spot: known ? spot : NaN, time };
}

/** A contract as its symbol says, else as the row's own columns do. */
function contractOf(
  text: string,
  isCall: boolean,
  common: { expiry: number | undefined; strike: number } | undefined,
): { root: string; expiry: number; strike: number } | undefined {
  const occ = parseOccSymbol(text);
  if (occ !== undefined) return occ.isCall === isCall ? occ : undefined;
  const old =
    /^(\d{2})\s+\w{3}\s+([\d.]+)\s+\(([A-Z.]{1,6}?)\d{2}(\d{2})([A-X])[\d.]+/
      .exec(text);
  if (old !== null && common === undefined) {
    const month = old[5].charCodeAt(0) - 65;
    if ((month < 12) !== isCall) return undefined;
    const expiry = Date.UTC(2000 + Number(old[1]), month % 12, Number(old[4]));
    return { root: old[3], expiry, strike: Number(old[2]) };
  }
  if (common?.expiry === undefined || Number.isNaN(common.strike)) {
    return undefined;
  }
  return { root: "", expiry: common.expiry, strike: common.strike };
}
