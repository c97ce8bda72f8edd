import { assertEquals, assertThrows } from "@std/assert";
import {
  chainFromRows,
  type ChainRow,
  checkChain,
  concatChains,
  emptyChain,
  rowOf,
  selectRows,
  withColumns,
} from "lib/market/option_chain.ts";

const ROWS: readonly ChainRow[] = [
  { underlying: "A", tau: 1, strike: 90, isCall: true, spot: 100, price: 12 },
  { underlying: "B", tau: 2, strike: 95, isCall: false, spot: 100, bid: 3 },
  { tau: 3, strike: 99, isCall: true, spot: 100, bid: 3, ask: 5, rate: 0.01 },
];

Deno.test("chainFromRows() puts NaN where a row is silent and the mid where it is quoted", () => {
  const chain = chainFromRows("made", ROWS);
  assertEquals(chain.price, Float64Array.of(12, NaN, 4));
  assertEquals(chain.rate, Float64Array.of(NaN, NaN, 0.01));
  assertEquals(chain.underlying, ["A", "B", ""]);
  assertEquals(chain.isCall, Uint8Array.of(1, 0, 1));
});

Deno.test("rowOf() gives back what chainFromRows() was given", () => {
  const chain = chainFromRows("made", ROWS);
  const again = chainFromRows("made", ROWS.map((_, i) => rowOf(chain, i)));
  assertEquals(again, chain);
  assertThrows(() => rowOf(chain, 3), RangeError, "below 3");
});

Deno.test("selectRows() takes rows in the order asked and leaves the chain alone", () => {
  const chain = chainFromRows("made", ROWS);
  const before = structuredClone(chain);
  const picked = selectRows(chain, [2, 0]);
  assertEquals([...picked.strike], [99, 90]);
  assertEquals(picked.underlying, ["", "A"]);
  picked.strike[0] = -1;
  assertEquals(chain, before);
});

Deno.test("concatChains() puts chains one after another", () => {
  const chain = chainFromRows("made", ROWS);
  const both = concatChains("both", [chain, emptyChain("none"), chain]);
  assertEquals(both.strike.length, 6);
  assertEquals(
    selectRows(both, [3, 4, 5]),
    { ...chain, source: "both" },
  );
});

Deno.test("withColumns() replaces a column and refuses one of another length", () => {
  const chain = chainFromRows("made", ROWS);
  const rate = Float64Array.of(1, 2, 3);
  assertEquals(withColumns(chain, { rate }).rate, rate);
  assertEquals(chain.rate[0], NaN);
  assertThrows(
    () => withColumns(chain, { rate: Float64Array.of(1) }),
    TypeError,
    "column rate",
  );
});

Deno.test("checkChain() refuses columns of different lengths and strikes that are none", () => {
  const chain = chainFromRows("made", ROWS);
  checkChain(chain);
  assertThrows(
    () => checkChain({ ...chain, bid: new Float64Array(2) }),
    TypeError,
    "bid has 2, strike 3",
  );
  for (const strike of [0, -1, NaN, Infinity]) {
    assertThrows(
      () => checkChain({ ...chain, strike: Float64Array.of(90, strike, 99) }),
      RangeError,
      "strike 1",
    );
  }
});
