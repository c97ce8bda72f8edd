import { chainFromRows, type OptionChain } from "lib/market/option_chain.ts";

/** Three quotes that between them fill and leave out every column. */
export function sampleChain(): OptionChain {
  const eventTime = Date.UTC(2025, 4, 1, 20, 15, 0, 125);
  const expiry = Date.UTC(2025, 5, 20);
  return chainFromRows("sample", [
    {
      underlying: "SPXW",
      eventTime,
      expiry,
      tau: 50 / 365,
      strike: 5600,
      isCall: true,
      bid: 120.1,
      ask: 120.7,
      spot: 5604.14,
      volume: 12,
      openInterest: 0,
    },
    {
      underlying: "SPXW",
      eventTime,
      expiry,
      tau: 50 / 365,
      strike: 5600,
      isCall: false,
      price: 100.25,
      impliedVol: 0.1875,
      spot: 5604.14,
      rate: 0.0425,
      dividend: -0.001,
    },
    { tau: 0.1 + 0.2, strike: 1e-3, isCall: true, price: 1 / 3, spot: 1 },
  ]);
}
