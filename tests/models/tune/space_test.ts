import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { parse } from "@std/yaml";
import { makeRng } from "lib/core/rng.ts";
import {
  cellOf,
  pointAt,
  readPoint,
  valueAt,
} from "lib/models/tune/coordinate.ts";
import {
  groupsOf,
  isActive,
  type Parameter,
  readSpace,
} from "lib/models/tune/space.ts";

const CONDITIONAL = readSpace({
  drop: {
    type: "float",
    min: 0,
    max: 0.5,
    when: { parameter: "booster", is: "dart" },
  },
  booster: { type: "choice", choices: ["plain", "dart", "goss"] },
  share: {
    type: "float",
    min: 0.1,
    max: 1,
    when: { parameter: "booster", is: ["dart", "goss"] },
  },
  leaves: { type: "integer", min: 4, max: 64, log: true },
});

Deno.test("readSpace() reads what a YAML file holds, and puts parents first", () => {
  const space = readSpace(parse(`
drop: { type: float, min: 0, max: 0.5, when: { parameter: booster, is: dart } }
booster: { type: choice, choices: [plain, dart] }
`));
  assertEquals(Object.keys(space), ["booster", "drop"]);
});

Deno.test("readSpace() names the parameter, the fault and the nearest name", () => {
  const cases: [unknown, string][] = [
    [{}, "at least one parameter"],
    [{ a: { type: "real", min: 0, max: 1 } }, "float, integer or choice"],
    [
      { a: { type: "float", min: 0, max: 1, lgo: true } },
      "nearest to lgo is log",
    ],
    [{ a: { type: "float", min: 2, max: 1 } }, "at least min (2)"],
    [
      { a: { type: "float", min: 0, max: 1, log: true } },
      "min must be > 0 with log",
    ],
    [{ a: { type: "float", min: NaN, max: 1 } }, "min must be a finite float"],
    [
      { a: { type: "integer", min: 0.5, max: 3 } },
      "min must be a finite integer",
    ],
    [
      { a: { type: "float", min: 1, max: 3, log: true, step: 1 } },
      "log excludes step",
    ],
    [{ a: { type: "float", min: 1, max: 3, step: 0 } }, "step must be"],
    [{ a: { type: "choice", choices: ["x", "x"] } }, "different values"],
    [
      {
        mode: { type: "choice", choices: ["x"] },
        b: {
          type: "float",
          min: 0,
          max: 1,
          when: { parameter: "mdoe", is: "x" },
        },
      },
      "The nearest is mode",
    ],
    [
      {
        mode: { type: "choice", choices: ["x"] },
        b: {
          type: "float",
          min: 0,
          max: 1,
          when: { parameter: "mode", is: "y" },
        },
      },
      "among the choices of mode (x)",
    ],
    [
      {
        a: {
          type: "choice",
          choices: ["x"],
          when: { parameter: "b", is: "x" },
        },
        b: {
          type: "choice",
          choices: ["x"],
          when: { parameter: "a", is: "x" },
        },
      },
      "circle: a, b",
    ],
  ];
  for (const [source, message] of cases) {
    assertThrows(() => readSpace(source), RangeError, message);
  }
});

Deno.test("groupsOf() puts together what always exists together", () => {
  assertEquals(groupsOf(CONDITIONAL), [["booster", "leaves"], ["drop"], [
    "share",
  ]]);
});

Deno.test("pointAt() leaves out what does not exist at a point", () => {
  const rng = makeRng(1);
  const seen = new Set<string>();
  for (let i = 0; i < 100; ++i) {
    const point = pointAt(CONDITIONAL, () => rng.uniform());
    seen.add(String(point.booster));
    assertEquals("drop" in point, point.booster === "dart");
    assertEquals("share" in point, point.booster !== "plain");
    assertEquals(readPoint(CONDITIONAL, point), point);
  }
  assertEquals(seen.size, 3);
  assert(!isActive(CONDITIONAL.drop, {}));
});

Deno.test("Every value of a parameter owns its share of [0, 1], and comes back from it", () => {
  const parameters: [Parameter, unknown[]][] = [
    [{ type: "integer", min: -1, max: 2 }, [-1, 0, 1, 2]],
    [{ type: "integer", min: 10, max: 31, step: 10 }, [10, 20, 30]],
    [{ type: "float", min: 0.1, max: 0.5, step: 0.1 }, [
      0.1,
      0.2,
      0.3,
      0.4,
      0.5,
    ]],
    [{ type: "choice", choices: [true, "a", 3] }, [true, "a", 3]],
    [{ type: "integer", min: 7, max: 7 }, [7]],
  ];
  for (const [parameter, values] of parameters) {
    const m = values.length;
    const found = Array.from(
      { length: 10 * m },
      (_, i) => valueAt(parameter, (i + 0.5) / (10 * m)),
    );
    assertEquals(found, values.flatMap((value) => Array(10).fill(value)));
    values.forEach((value, i) => {
      const { low, high } = cellOf(parameter, value as number);
      assertAlmostEquals(low, i / m, 1e-15);
      assertAlmostEquals(high, (i + 1) / m, 1e-15);
    });
  }
});

Deno.test("Integers on a log scale own cells that fill [0, 1]", () => {
  const parameter: Parameter = { type: "integer", min: 1, max: 100, log: true };
  let end = 0;
  for (let value = 1; value <= 100; ++value) {
    const { low, high } = cellOf(parameter, value);
    assertAlmostEquals(low, end, 1e-14);
    assertEquals(valueAt(parameter, (low + high) / 2), value);
    end = high;
  }
  assertAlmostEquals(end, 1, 1e-14);
  assertEquals(valueAt(parameter, 0), 1);
  assertEquals(valueAt(parameter, 1), 100);
});

Deno.test("readPoint() refuses what is unknown, missing, out of bounds or not there", () => {
  const good = { booster: "plain", leaves: 8 };
  assertEquals(readPoint(CONDITIONAL, good), good);
  const bad: [Record<string, string | number>, string][] = [
    [{ ...good, leafs: 3 }, "The nearest is leaves"],
    [{ booster: "plain" }, "leaves"],
    [{ ...good, leaves: 65 }, "current value is 65"],
    [{ ...good, leaves: 8.5 }, "current value is 8.5"],
    [{ ...good, drop: 0.1 }, "booster must be"],
    [{ booster: "dart", leaves: 8, share: 0.2 }, "drop"],
  ];
  for (const [point, message] of bad) {
    assertThrows(() => readPoint(CONDITIONAL, point), RangeError, message);
  }
  const stepped = readSpace({
    x: { type: "float", min: 0, max: 1, step: 0.25 },
  });
  assertThrows(() => readPoint(stepped, { x: 0.3 }), RangeError);
});
