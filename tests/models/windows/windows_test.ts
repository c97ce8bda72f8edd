import {
  assert,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { Windows, type WindowTarget } from "lib/models/windows/windows.ts";

interface Shape {
  readonly rows: number;
  readonly p: number;
  readonly length: number;
  readonly steps: number;
  readonly kind: WindowTarget["kind"];
}

const shapes: fc.Arbitrary<Shape> = fc
  .record({
    length: fc.integer({ min: 1, max: 7 }),
    p: fc.integer({ min: 1, max: 4 }),
    steps: fc.integer({ min: 1, max: 4 }),
    more: fc.integer({ min: 0, max: 12 }),
    kind: fc.constantFrom("number" as const, "class" as const, "path" as const),
  })
  .map(({ more, ...shape }) => ({
    ...shape,
    rows: shape.length + shape.steps + more,
  }));

/** All windows of a panel whose value tells its row and column. */
function windowsOf({ rows, p, length, steps, kind }: Shape): Windows {
  const ends = Int32Array.from(
    { length: rows - length - steps + 1 },
    (_, i) => length + i,
  );
  const values = ends.map((end) => kind === "class" ? end % 3 : end);
  return new Windows({
    values: Float32Array.from({ length: rows * p }, (_, k) => k),
    features: Array.from({ length: p }, (_, j) => `f${j}`),
    length,
    ends,
    target: kind === "path"
      ? { kind, column: p - 1, steps }
      : kind === "class"
      ? { kind, values: Float32Array.from(values), classes: 3 }
      : { kind, values: Float32Array.from(values) },
    horizon: steps,
    symbols: ["EVEN", "ODD"],
    symbolOf: ends.map((end) => end % 2),
    time: Float64Array.from(ends, (end) => end - 1),
    labelEnd: Float64Array.from(ends, (end) => end - 1 + steps),
  });
}

/** Values and label of a window, cut from the panel as the text has it. */
function sliced(windows: Windows, i: number): [number[], number[]] {
  const { values, ends, length, features, target } = windows;
  const p = features.length;
  const row = (t: number) => Array.from(values.slice(t * p, (t + 1) * p));
  const from = (start: number, count: number) =>
    Array.from({ length: count }, (_, t) => row(start + t));
  const x = from(ends[i] - length, length).flat();
  const y = target.kind === "path"
    ? from(ends[i], target.steps).map((r) => r[target.column])
    : [target.values[i]];
  return [x, y];
}

/** Places in windows, some of them more than once. */
const placesIn = (count: number) =>
  fc.array(fc.nat(count - 1), { minLength: 0, maxLength: 9 });
const shapeAndPlaces = shapes.chain((shape) =>
  fc.tuple(
    fc.constant(shape),
    placesIn(shape.rows - shape.length - shape.steps + 1),
  )
);

Deno.test("gatherInto() gives rows [i − L, i) and the label, whatever the rows", () => {
  fc.assert(fc.property(shapeAndPlaces, ([shape, rows]) => {
    const windows = windowsOf(shape);
    const size = shape.length * shape.p;
    const x = new Float32Array(rows.length * size);
    const y = new Float32Array(rows.length * windows.outputs);
    windows.gatherInto(x, y, rows);
    const expected = rows.map((i) => sliced(windows, i));
    assertEquals(Array.from(x), expected.flatMap(([of]) => of));
    assertEquals(Array.from(y), expected.flatMap(([, of]) => of));
  }));
});

Deno.test("a window holds no row that is known after its own time", () => {
  fc.assert(fc.property(shapes, (shape) => {
    const windows = windowsOf(shape);
    const { p, length } = shape;
    for (let i = 0; i < windows.count; ++i) {
      const x = new Float32Array(length * p);
      windows.gatherWindowsInto(x, [i]);
      // A value tells its row, and rows are known one an hour from hour 0 on.
      const rows = Array.from(x, (value) => Math.floor(value / p));
      assertEquals(Math.max(...rows), windows.time[i]);
      assert(Math.min(...rows) === windows.time[i] - length + 1);
      if (shape.kind !== "path") continue;
      const [, label] = sliced(windows, i);
      assert(label.every((v) => Math.floor(v / p) > windows.time[i]));
      assertEquals(Math.floor(label.at(-1)! / p), windows.labelEnd[i]);
    }
  }));
});

Deno.test("take() keeps window, label, symbol and times together", () => {
  fc.assert(fc.property(shapeAndPlaces, ([shape, rows]) => {
    const windows = windowsOf(shape);
    const some = windows.take(rows);
    assertEquals(some.count, rows.length);
    assertEquals(some.values, windows.values);
    assert(some.values === windows.values, "the panel was copied");
    rows.forEach((i, k) => {
      assertEquals(sliced(some, k), sliced(windows, i));
      assertEquals(some.symbolOf[k], windows.symbolOf[i]);
      assertEquals(some.time[k], windows.time[i]);
      assertEquals(some.labelEnd[k], windows.labelEnd[i]);
    });
  }));
});

Deno.test("batches cover every window once, the last one with the rest", () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 1, max: 5 }), (shape, batch) => {
      const windows = windowsOf(shape);
      const size = shape.length * shape.p;
      const seen: number[] = [];
      for (let first = 0; first < windows.count; first += batch) {
        const count = Math.min(batch, windows.count - first);
        const x = new Float32Array(count * size);
        windows.gatherWindowsInto(
          x,
          Int32Array.from({ length: count }, (_, k) => first + k),
        );
        for (let k = 0; k < count; ++k) seen.push(x[(k + 1) * size - 1]);
      }
      const last = Array.from(windows.ends, (end) => end * shape.p - 1);
      assertEquals(seen, last);
    }),
  );
});

Deno.test("flat(), lastRows() and labels() agree with single windows", () => {
  fc.assert(fc.property(shapes, (shape) => {
    const windows = windowsOf(shape);
    const each = Array.from(
      { length: windows.count },
      (_, i) => sliced(windows, i),
    );
    const { p, length } = shape;
    const [flat, last] = [windows.flat(), windows.lastRows()];
    assertEquals([flat.rows, flat.cols], [windows.count, length * p]);
    assertEquals(Array.from(flat.data), each.flatMap(([x]) => x));
    assertEquals([last.rows, last.cols], [windows.count, p]);
    assertEquals(Array.from(last.data), each.flatMap(([x]) => x.slice(-p)));
    assertEquals(Array.from(windows.labels()), each.flatMap(([, y]) => y));
  }));
});

Deno.test("90,000 windows of 60 rows and 107 columns take 1.1 times their panel", () => {
  const [rows, p, length] = [90_000, 107, 60];
  const values = new Float32Array(rows * p);
  const ends = Int32Array.from({ length: rows - length }, (_, i) => length + i);
  const windows = new Windows({
    values,
    features: Array.from({ length: p }, (_, j) => `f${j}`),
    length,
    ends,
    target: { kind: "number", values: new Float32Array(ends.length) },
    horizon: 1,
    symbols: ["ONE"],
    symbolOf: new Int32Array(ends.length),
    time: new Float64Array(ends.length),
    labelEnd: new Float64Array(ends.length),
  });
  const shuffled = windows.take(ends.map((_, i) => (i * 7919) % ends.length));
  assert(shuffled.values === values);
  const buffers = new Set<ArrayBufferLike>();
  for (const w of [windows, shuffled]) {
    for (const part of Object.values(w)) {
      if (ArrayBuffer.isView(part)) buffers.add(part.buffer);
    }
    if (w.target.kind === "number") buffers.add(w.target.values.buffer);
  }
  // The panel, and twice the places: of the windows and of the shuffled ones.
  const bytes = [...buffers].reduce((sum, b) => sum + b.byteLength, 0);
  const ratio = bytes / values.byteLength;
  assert(ratio > 1 && ratio < 1.15, `ratio ${ratio}`);
});

Deno.test("hashes() change with a value, a place and a label", async () => {
  const shape: Shape = { rows: 20, p: 2, length: 3, steps: 1, kind: "number" };
  const windows = windowsOf(shape);
  const before = await windows.hashes();
  assertEquals(await windowsOf(shape).hashes(), before);
  const values = windows.values.slice();
  values[4] += 1;
  assertNotEquals(await new Windows({ ...windows, values }).hashes(), before);
  assertNotEquals(await windows.take([0, 2, 1]).hashes(), before);
  const labels = Float32Array.from(windows.labels(), (y) => y + 1);
  const target: WindowTarget = { kind: "number", values: labels };
  assertNotEquals(await new Windows({ ...windows, target }).hashes(), before);
});

Deno.test("a window or a path beyond the panel is refused", () => {
  const shape: Shape = { rows: 10, p: 2, length: 4, steps: 3, kind: "path" };
  const windows = windowsOf(shape);
  const at = (end: number) =>
    new Windows({
      ...windows.take([0]),
      ends: Int32Array.of(end),
    });
  assertEquals(at(4).count, 1);
  assertEquals(at(7).count, 1);
  assertThrows(() => at(3), RangeError, "ends before row 3");
  assertThrows(() => at(8), RangeError, "within the panel's 10");
});

Deno.test("parts that do not fit each other are refused", () => {
  const windows = windowsOf({
    rows: 10,
    p: 2,
    length: 4,
    steps: 1,
    kind: "number",
  });
  for (
    const [parts, message] of [
      [{ features: ["a", "b", "c"] }, "of 3 columns"],
      [{ length: 0 }, "0 rows"],
      [{ length: 1.5 }, "1.5 rows"],
      [{ features: [] }, "of 0 columns"],
      [{ time: new Float64Array(2) }, "one symbol, time, label end and label"],
      [{ labelEnd: new Float64Array(9) }, "one symbol, time, label end"],
      [{ symbolOf: new Int32Array() }, "one symbol, time, label end"],
      [
        { target: { kind: "number", values: new Float32Array(1) } as const },
        "label a window",
      ],
    ] as const
  ) {
    assertThrows(
      () => new Windows({ ...windows, ...parts }),
      TypeError,
      message,
    );
  }
});

Deno.test("a symbol, path column or column of returns that is not there is refused", () => {
  const path = windowsOf({ rows: 10, p: 2, length: 4, steps: 1, kind: "path" });
  for (
    const parts of [
      { symbolOf: path.symbolOf.map(() => 2) },
      { target: { kind: "path", column: 2, steps: 1 } as const },
      { target: { kind: "path", column: 0, steps: 0 } as const },
      { returns: { column: 2, mean: 0, deviation: 1 } },
    ]
  ) {
    assertThrows(() => new Windows({ ...path, ...parts }), RangeError, "must");
  }
});
