import { assert, assertEquals, assertThrows } from "@std/assert";
import { STANDARD_GRID } from "lib/calibration/neural/surface_grid.ts";
import {
  isArbitrageFree,
  synthesize,
} from "lib/calibration/synthetic/synthesize.ts";
import { lawByName, LAWS } from "lib/pricing/laws/laws.ts";

for (const law of LAWS) {
  Deno.test(`synthesize() gives whole surfaces of ${law.name} without arbitrage`, () => {
    const set = synthesize(law, 40, { seed: 2 });
    assertEquals(set.drawn, 40);
    assertEquals(set.count + set.invalid + set.incomplete, 40);
    assertEquals([set.incomplete, set.withArbitrage], [0, 0]);
    assertEquals(set.parameters.length, set.count * law.space.size);
    assertEquals(set.vols.length, set.count * 200);
    assert(set.vols.every((vol) => vol > 0.01 && vol < 5));
  });
}

Deno.test("synthesize() in parts gives what it gives in one", () => {
  for (const noise of [{ kind: "none" }, { kind: "proportional" }] as const) {
    const law = lawByName("heston");
    const whole = synthesize(law, 12, { seed: 4, noise });
    const parts = [[0, 5], [5, 7]].flatMap(([start, length]) => [
      ...synthesize(law, length, { seed: 4, start, noise }).vols,
    ]);
    assertEquals(parts, [...whole.vols]);
  }
});

Deno.test("synthesize() counts the arbitrage that noise brings", () => {
  const law = lawByName("variance-gamma");
  const noise = { kind: "proportional", level: 0.05 } as const;
  const set = synthesize(law, 30, { noise });
  assertEquals(set.count, 30);
  assertEquals(set.withArbitrage, 30);
  assertThrows(
    () => synthesize(law, 1, { noise: { ...noise, level: -0.1 } }),
    RangeError,
    "level must be in [0, 1]: current value is -0.1",
  );
});

Deno.test("isArbitrageFree() tells a calendar from a flat surface", () => {
  const flat = new Float32Array(200).fill(0.2);
  assert(isArbitrageFree(flat, STANDARD_GRID));
  // Total variance falls from the first maturity to the second.
  const calendar = flat.map((vol, i) => i < 20 ? 0.5 : vol);
  assert(!isArbitrageFree(calendar, STANDARD_GRID));
});
