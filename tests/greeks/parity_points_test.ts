import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  expiryKey,
  parityPoints,
  snapshotKey,
} from "lib/greeks/parity_points.ts";
import { smileQuotes, smileSides } from "./smile_quotes.ts";

const [RATE, DIVIDEND] = [0.045, 0.015];

Deno.test("every expiry of every snapshot has its forward and rate", () => {
  const sides = smileSides({
    days: 3,
    spotOf: (day) => 560 + day,
    rate: RATE,
    dividend: DIVIDEND,
    dtes: [3, 31, 66],
  });
  const points = parityPoints(sides);
  assertEquals(points.length, 9);
  const snapshots = [...new Set(points.map(({ snapshot }) => snapshot))];
  assertEquals(
    snapshots,
    [0, 1, 2].map((day) => snapshotKey(sides[0], day * sides[0].rows / 3)),
  );
  for (const { snapshot, tau, forward, rate } of points) {
    const spot = 560 + snapshots.indexOf(snapshot);
    assertAlmostEquals(forward, spot * Math.exp((RATE - DIVIDEND) * tau), 1e-6);
    assertAlmostEquals(rate, RATE, 1e-6);
  }
});

Deno.test("forwards are those of the quotes, whatever price was recorded", () => {
  const right = parityPoints(smileSides({ days: 2 }));
  const stale = parityPoints(smileSides({ days: 2, recorded: () => 1.03 }));
  assertEquals(right.length, stale.length);
  right.forEach(({ forward }, i) =>
    assertAlmostEquals(stale[i].forward, forward, 1e-9)
  );
});

Deno.test("two roots at one time are two snapshots", () => {
  const points = parityPoints([
    ...smileSides({ days: 1, root: "AAA", spotOf: () => 100 }),
    ...smileSides({ days: 1, root: "BBB", spotOf: () => 50 }),
  ]);
  assertEquals(points.length, 8);
  for (const { snapshot, forward } of points) {
    const spot = snapshot.startsWith("AAA@") ? 100 : 50;
    assert(Math.abs(forward / spot - 1) < 0.01, `${snapshot}: ${forward}`);
  }
});

Deno.test("one side alone has no points, nor has an expiry of the same day", () => {
  assertEquals(parityPoints([smileQuotes("put")]), []);
  assertEquals(parityPoints([]), []);
  const sides = smileSides({ days: 1, dtes: [10] })
    .map((side) => ({ ...side, dte: new Float64Array(side.rows) }));
  assertEquals(parityPoints(sides), []);
});

Deno.test("few pairs tell a forward but no rate", () => {
  const points = parityPoints(smileSides({
    days: 1,
    dtes: [31],
    relatives: [0.98, 1, 1.02],
    rate: 0,
    dividend: 0,
  }));
  assertEquals(points.map(({ rate }) => rate), [NaN]);
  assertAlmostEquals(points[0].forward, 560, 1e-9);
});

Deno.test("the key of an expiry is the same from days and from years", () => {
  for (let days = 0; days < 4000; ++days) {
    assertEquals(expiryKey("a", days / 365), `a|${days}`);
  }
});
