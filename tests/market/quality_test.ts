import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { chainFromRows } from "lib/market/option_chain.ts";
import { qualityOf } from "lib/market/quality.ts";
import { readChain } from "lib/market/read_chain.ts";
import { blackPrice } from "lib/pricing/black.ts";
import { CHAINS, testOnFile } from "./shared_data.ts";

Deno.test("qualityOf() finds the volatility at the forward of a smile", () => {
  // Linear in the strike, so that interpolation is exact.
  const sigmaOf = (strike: number) => 0.2 - 0.001 * (strike - 103);
  const rows = [90, 95, 100, 105, 110].flatMap((strike) =>
    [true, false].map((isCall) => ({
      underlying: "X",
      eventTime: Date.UTC(2025, 4, 1),
      expiry: Date.UTC(2026, 4, 1),
      tau: 1,
      strike,
      isCall,
      spot: 100,
      price: blackPrice({
        forward: 103,
        strike,
        tau: 1,
        sigma: sigmaOf(strike),
        discount: 0.97,
        isCall,
      }),
    }))
  );
  const quality = qualityOf(chainFromRows("made", rows));
  const [smile] = quality.smiles;
  assertAlmostEquals(smile.atmVol ?? NaN, 0.2, 1e-9);
  assertAlmostEquals(smile.forward ?? NaN, 103, 1e-9);
  assertEquals([smile.date, smile.expiry], ["2025-05-01", "2026-05-01"]);
  assertEquals([smile.calls, smile.puts, smile.strikes], [5, 5, [90, 110]]);
  assertEquals([quality.calls, quality.puts, quality.usable], [5, 5, 1]);
  assertEquals(quality.medianRelativeSpread, null);
});

Deno.test("qualityOf() says of an expired smile that it is", () => {
  const { smiles, usable } = qualityOf(chainFromRows("made", [
    { tau: 0, strike: 100, isCall: true, price: 1, spot: 100 },
  ]));
  assertEquals([smiles[0].note, smiles[0].forward, usable], [
    "expired",
    null,
    0,
  ]);
});

Deno.test("qualityOf() agrees with the DAX table between the strikes at the forward", async () => {
  const chain = await readChain("data/raw/dax_2002-07-05.csv");
  const { smiles } = qualityOf(chain);
  assertEquals(smiles.length, 8);
  // Two weeks: the forward is 4474.29, between 4400 at .3606 and 4500 at .3591.
  const [low, high] = [4400, 4500].map((strike) =>
    chain.impliedVol[
      chain.strike.findIndex((each, i) =>
        each === strike && chain.tau[i] === 14 / 365
      )
    ]
  );
  const vol = smiles[0].atmVol ?? NaN;
  assert(Math.min(low, high) <= vol && vol <= Math.max(low, high), `${vol}`);
});

testOnFile(
  CHAINS.spx,
  "qualityOf() finds at-the-money volatilities near the vendor's in SPX quotes",
  async () => {
    const chain = await readChain(CHAINS.spx, { underlying: "SPX" });
    const { smiles } = qualityOf(chain);
    for (const { atmVol, forward, tau } of smiles) {
      // The vendor's volatility of the call next to the forward.
      let nearest = -1;
      for (let i = 0; i < chain.strike.length; ++i) {
        if (chain.tau[i] !== tau || chain.isCall[i] === 0) continue;
        const away = Math.abs(chain.strike[i] - (forward ?? NaN));
        const best = Math.abs(chain.strike[nearest] - (forward ?? NaN));
        if (nearest < 0 || away < best) nearest = i;
      }
      // Its rates and dividends are its own: a volatility point at most.
      assertAlmostEquals(atmVol ?? NaN, chain.impliedVol[nearest], 0.01);
    }
  },
);
