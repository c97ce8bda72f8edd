import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { formatOccSymbol, parseOccSymbol } from "lib/market/occ_symbol.ts";

Deno.test("parseOccSymbol() reads back what formatOccSymbol() writes", () => {
  fc.assert(fc.property(
    fc.stringMatching(/^[A-Z][A-Z0-9]{0,5}$/),
    fc.integer({ min: 11_000, max: 40_000 }),
    fc.boolean(),
    fc.integer({ min: 0, max: 99_999_999 }),
    (root, day, isCall, thousandths) => {
      const contract = {
        root,
        expiry: day * 86_400_000,
        isCall,
        strike: thousandths / 1000,
      };
      assertEquals(parseOccSymbol(formatOccSymbol(contract)), contract);
    },
  ));
});

Deno.test("parseOccSymbol() reads a padded symbol and refuses what is none", () => {
  assertEquals(parseOccSymbol("SPY   250501P00250500")?.strike, 250.5);
  for (
    const text of [
      "SPY",
      "SPY250501X00250000",
      "SPY251301C00250000",
      "SPY250230C00250000",
      "SPY250501C0250000",
      "TOOLONGX250501C00250000",
    ]
  ) assertEquals(parseOccSymbol(text), undefined, text);
});

Deno.test("formatOccSymbol() refuses a strike that the eight digits cannot hold", () => {
  const contract = { root: "X", expiry: Date.UTC(2025, 0, 2), isCall: true };
  for (const strike of [0.0005, 100_000, -1, NaN]) {
    assertThrows(() => formatOccSymbol({ ...contract, strike }), RangeError);
  }
});
