import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { openGridStore } from "lib/backtest/vectorised/grid_store.ts";
import { DataQualityError } from "lib/core/errors.ts";

const grid = { identity: "this grid", cells: 5 };

async function withPath(body: (path: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await body(`${dir}/grid.jsonl`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("a store cut anywhere gives back the cells that were whole", () =>
  withPath(async (path) => {
    {
      using store = await openGridStore<{ x: number }>(path, grid);
      store.put(3, { x: 0.1 + 0.2 });
      store.put(0, { x: -1 });
    }
    const whole = await Deno.readTextFile(path);
    const ends = [...whole.matchAll(/\n/g)].map(({ index }) => index + 1);
    for (let cut = 0; cut <= whole.length; ++cut) {
      await Deno.writeTextFile(path, whole.slice(0, cut));
      const kept = Math.max(0, ends.filter((end) => end <= cut).length - 1);
      {
        using store = await openGridStore<{ x: number }>(path, grid);
        assertEquals([...store.done.keys()], [3, 0].slice(0, kept));
        store.put(4, { x: 4 });
      }
      using again = await openGridStore<{ x: number }>(path, grid);
      assertEquals([...again.done.keys()], [...[3, 0].slice(0, kept), 4]);
      if (kept > 0) assertEquals(again.done.get(3), { x: 0.1 + 0.2 });
    }
  }));

Deno.test("a store keeps each cell once and knows its grid", () =>
  withPath(async (path) => {
    {
      using store = await openGridStore<number>(path, grid);
      store.put(1, 1);
      assertThrows(() => store.put(1, 2), RangeError, "it is done");
      assertThrows(() => store.put(5, 2), RangeError, "cell 5");
      assertThrows(() => store.put(0.5, 2), RangeError, "cell 0.5");
    }
    await assertRejects(
      () => openGridStore(path, { ...grid, identity: "that grid" }),
      DataQualityError,
      "this grid",
    );
    await Deno.writeTextFile(path, '{"cell":1,"result":1}\n', { append: true });
    const error = await assertRejects(
      () => openGridStore(path, grid),
      DataQualityError,
    );
    assertEquals(error.row, 3);
    await Deno.writeTextFile(path, "a note\n");
    await assertRejects(() => openGridStore(path, grid), DataQualityError);
  }));
