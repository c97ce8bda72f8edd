import type { PortfolioView } from "lib/risk/order_limit.ts";

/** A portfolio by hand. */
export interface Book {
  /** Currency units. @default 10000 */
  readonly equity?: number;
  /** Highest equity so far. @default the equity */
  readonly peak?: number;
  /** Equity at the previous close. @default the equity */
  readonly previous?: number;
  /** Quantity, working quantity, price, multiplier by symbol. */
  readonly held?: Readonly<
    Record<string, readonly [number, number, number, number?]>
  >;
}

/** The book as limits see it. */
export function viewOf(book: Book): PortfolioView {
  const { equity = 10_000, peak = equity, previous = equity, held = {} } = book;
  const value = (s: string) => {
    const [quantity, , price, multiplier = 1] = held[s] ?? [0, 0, 0];
    return quantity * price * multiplier;
  };
  const symbols = Object.keys(held);
  return {
    time: 0,
    cash: equity,
    equity,
    peakEquity: peak,
    previousEquity: previous,
    grossExposure: symbols.reduce((sum, s) => sum + Math.abs(value(s)), 0),
    netExposure: symbols.reduce((sum, s) => sum + value(s), 0),
    symbols: () => symbols,
    position: (s) => held[s]?.[0] ?? 0,
    pending: (s) => held[s]?.[1] ?? 0,
    price: (s) => held[s]?.[2] ?? NaN,
    value,
  };
}
