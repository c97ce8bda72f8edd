/**
 * What holding costs or pays by the calendar day: interest on cash, and the
 * fee on borrowed shares. Simple interest, ACT/360, on what is held over each
 * stretch of time, rounded when it is booked at the end of it.
 *
 * @module
 */

import { roundHalfEven } from "lib/backtest/ledger/cents.ts";
import type { Portfolio } from "lib/backtest/portfolio.ts";

/** Rates a year, in decimals. */
export interface Financing {
  /** Paid on cash above 0. @default 0 */
  readonly creditRate?: number;
  /** Charged on cash below 0. @default 0 */
  readonly debitRate?: number;
  /** Charged on the market value of shares sold short. @default 0 */
  readonly borrowRate?: number | ((symbol: string) => number);
}

/** Milliseconds of the 360 days that rates are quoted for. */
const YEAR_MS = 360 * 86_400_000;

/**
 * Books interest and borrow fees for a stretch of time.
 *
 * @param portfolio Marked at the close that begins the stretch.
 * @param time When it is booked, ms since 1970 UTC.
 * @param elapsedMs Length of the stretch.
 * @param financing The rates.
 */
export function accrueFinancing(
  portfolio: Portfolio,
  time: number,
  elapsedMs: number,
  financing: Financing,
): void {
  const { creditRate = 0, debitRate = 0, borrowRate = 0 } = financing;
  const years = elapsedMs / YEAR_MS;
  const cash = portfolio.cashCents;
  const rate = cash > 0 ? creditRate : debitRate;
  if (rate !== 0 && cash !== 0) {
    const cents = roundHalfEven(cash * rate * years);
    portfolio.flow("interest", time, "interest", cents, -1);
  }
  if (borrowRate === 0) return;
  for (const instrument of portfolio.held) {
    if (portfolio.quantity[instrument] >= 0) continue;
    const { kind, symbol } = portfolio.instruments.list[instrument];
    if (kind === "option") continue;
    const fee = typeof borrowRate === "number"
      ? borrowRate
      : borrowRate(symbol);
    const cents = roundHalfEven(
      portfolio.valueCents(instrument) * fee * years,
    );
    portfolio.flow("borrow", time, "borrow_fees", cents, instrument);
  }
}
