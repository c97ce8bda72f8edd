/**
 * Quotes pasted or dropped into the page: a small CSV, read without any file.
 *
 * @module
 */

import {
  type CalibrationQuotes,
  calibrationQuotes,
} from "lib/calibration/quotes.ts";
import { chainFromRows, type ChainRow } from "lib/market/option_chain.ts";

/** What stands in for columns that the text does not have. */
export interface QuoteDefaults {
  /** Spot. */
  readonly spot: number;
  /** Continuous rate. */
  readonly rate: number;
  /** Continuous dividend yield. */
  readonly dividend: number;
}

const NEEDED = ["strike", "maturity"];

/**
 * Reads quotes.
 *
 * @param text Lines of fields apart by commas, semicolons or tabs; the first
 * names the columns: strike, maturity (years), type (call or put), and price,
 * or bid and ask, or implied_vol; optional spot, rate and dividend.
 * @param defaults Spot, rate and dividend where the text has none.
 * @throws {SyntaxError} If a column is missing or a field is no number.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readQuotesText } from "lib/serve/page/quotes_text.ts";
 *
 * const text = "strike,maturity,type,implied_vol\n90,1,put,.25\n110,1,call,.2";
 * const quotes = readQuotesText(text, { spot: 100, rate: 0, dividend: 0 });
 * assertEquals(quotes.size, 2);
 * ```
 */
export function readQuotesText(
  text: string,
  defaults: QuoteDefaults,
): CalibrationQuotes {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length < 2) {
    throw new SyntaxError(
      "Cannot read the quotes as there must be a line of column names and one a quote",
    );
  }
  const fields = (line: string) =>
    line.split(/[,;\t]/).map((field) => field.trim());
  const names = fields(lines[0]).map((name) => name.toLowerCase());
  for (const name of NEEDED) {
    if (!names.includes(name)) {
      throw new SyntaxError(
        `Cannot read the quotes as there must be a column "${name}": the columns are ${
          names.join(", ")
        }`,
      );
    }
  }
  const rows = lines.slice(1).map((line, i) =>
    rowOf(names, fields(line), i + 2, defaults)
  );
  return calibrationQuotes(chainFromRows("the page", rows));
}

function rowOf(
  names: readonly string[],
  fields: readonly string[],
  line: number,
  defaults: QuoteDefaults,
): ChainRow {
  const text = (name: string) => fields[names.indexOf(name)] ?? "";
  const number = (name: string): number | undefined => {
    if (!names.includes(name) || text(name) === "") return undefined;
    const value = Number(text(name));
    if (Number.isFinite(value)) return value;
    throw new SyntaxError(
      `Cannot read line ${line} as ${name} must be a number: current value is "${
        text(name)
      }"`,
    );
  };
  const type = text("type").toLowerCase();
  if (!["call", "put", "c", "p", ""].includes(type)) {
    throw new SyntaxError(
      `Cannot read line ${line} as type must be call or put: current value is "${type}"`,
    );
  }
  const [price, bid, ask] = [number("price"), number("bid"), number("ask")];
  const impliedVol = number("implied_vol");
  return {
    strike: number("strike") ?? NaN,
    tau: number("maturity") ?? NaN,
    isCall: type === "call" || type === "c" || type === "",
    spot: number("spot") ?? defaults.spot,
    rate: number("rate") ?? defaults.rate,
    dividend: number("dividend") ?? defaults.dividend,
    ...(price === undefined ? {} : { price }),
    ...(bid === undefined ? {} : { bid }),
    ...(ask === undefined ? {} : { ask }),
    ...(impliedVol === undefined ? {} : { impliedVol }),
  };
}
