import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { givenFeatures } from "lib/features/feature_source.ts";
import { pathLabels } from "lib/features/labels.ts";
import { joinTimes, type PanelRows } from "lib/features/panel_rows.ts";
import { splitInTime, type SplitOptions } from "lib/features/split_in_time.ts";
import { windowsOf } from "lib/features/windows_of.ts";

function rowsOf(...symbols: number[][]): PanelRows {
  return joinTimes(
    symbols.map((time, k) => ({
      symbol: `S${k}`,
      source: "by hand",
      time,
      knownTime: time,
    })),
    { maxGap: Infinity },
  );
}

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

function windowsFor(bars: number, length: number, split: SplitOptions) {
  const panel = rowsOf(upTo(bars));
  return windowsOf(panel, {
    features: givenFeatures([{ name: "value", values: panel.time }]),
    labels: pathLabels(panel, "value", 2),
    length,
    split,
  });
}

Deno.test("splitInTime() cuts all symbols at the same times", () => {
  // 20 times in all; the second symbol has every other one.
  const panel = rowsOf(upTo(20), upTo(20).filter((i) => i % 2 === 0));
  const split = splitInTime(panel, { purge: 0, embargo: 0 });
  assertEquals(split.cuts, [14, 17, 20]);
  assertEquals([...split.barOf.slice(20)], upTo(20).filter((i) => i % 2 === 0));
  const byTime = splitInTime(panel, {
    cuts: { validation: 9.5, test: 12, end: 18 },
  });
  assertEquals(byTime.cuts, [10, 12, 18]);
  assertEquals([byTime.purge, byTime.embargo], [60, 1440]);
});

Deno.test("splitInTime() names options that cannot be", () => {
  const panel = rowsOf(upTo(20));
  const cases: [SplitOptions, string][] = [
    [
      { purge: -1 },
      "purge must be a whole number of bars >= 0: current value is -1",
    ],
    [{ embargo: 1.5 }, "embargo must be a whole number"],
    [{ lookBack: NaN }, "lookBack must be a whole number"],
    [{ shares: [0.7, 0.2, 0.2] }, "a sum of 1"],
    [{ shares: [1, 0, 0] }, "three numbers > 0"],
    [{ cuts: { validation: 12, test: 5 } }, "in order within the bars"],
    [{ cuts: { validation: 12, test: 99 } }, "in order within the bars"],
  ];
  for (const [options, message] of cases) {
    assertThrows(() => splitInTime(panel, options), RangeError, message);
  }
});

Deno.test("windows that look back keep their labels behind the cut", () => {
  const { train, validation, test } = windowsFor(100, 8, {
    purge: 0,
    embargo: 0,
    lookBack: 8,
  });
  assertEquals(train.ends.at(-1), 68);
  assertEquals([validation.ends[0], validation.ends.at(-1)], [70, 83]);
  assertEquals([test.ends[0], test.ends.at(-1)], [85, 98]);
});

Deno.test("the message for an empty part says how to fill it, and that is so", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 12, max: 400 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 0, max: 20 }),
      (bars, length, purge, embargo, lookBack) => {
        const setting = { bars, length, purge, embargo, lookBack };
        // Each part may ask for a change of its own, never twice for the same.
        for (let changes = 0; changes < 9; ++changes) {
          try {
            windowsFor(setting.bars, setting.length, setting);
            return;
          } catch (error) {
            follow((error as Error).message, setting);
          }
        }
        throw new Error(`Advice does not help: ${JSON.stringify(setting)}`);
      },
    ),
    { numRuns: 300, seed: 2 },
  );
});

/** Does what a message says. */
function follow(
  message: string,
  setting: { bars: number; length: number; purge: number; embargo: number },
): void {
  const advised = (pattern: RegExp) => {
    const found = pattern.exec(message);
    return found === null ? undefined : Number(found[1]);
  };
  const embargo = advised(/Set embargo to (?:at most )?(\d+)/);
  const purge = advised(/purge to at most (\d+)/);
  if (embargo === undefined && purge === undefined) {
    if (!/fetch more bars|fetch more of it/.test(message)) {
      throw new Error(message);
    }
    setting.bars *= 2;
  }
  if (embargo !== undefined) {
    assertEquals(
      embargo < setting.embargo || setting.embargo === 0,
      true,
      message,
    );
    setting.embargo = embargo;
  }
  if (purge !== undefined) {
    assertEquals(purge < setting.purge, true, message);
    setting.purge = purge;
  }
}

Deno.test("an empty part is named with its bars and the setting to change", () => {
  assertThrows(
    () => windowsFor(500, 20, { purge: 10, embargo: 1440 }),
    RangeError,
    "the validation part must hold a window: it has 75 of 500 bars from 1970-01-01T00:00Z, and a window of 20 with a horizon of 2, purge 10 and embargo 1440 takes 1472. Set embargo to at most 43",
  );
  assertThrows(
    () => windowsFor(100, 60, { purge: 60, embargo: 0 }),
    RangeError,
    "the train part must hold a window: it has 70 of 100 bars from 1970-01-01T00:00Z, and a window of 60 with a horizon of 2, purge 60 and embargo 0 takes 122. Set purge to at most 8",
  );
});
