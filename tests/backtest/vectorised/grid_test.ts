import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { cagr } from "lib/backtest/metrics/cagr.ts";
import { maxDrawdown } from "lib/backtest/metrics/drawdowns.ts";
import { simpleReturns } from "lib/backtest/metrics/returns.ts";
import { sharpeRatio } from "lib/backtest/metrics/sharpe_ratio.ts";
import { crossoverRunner } from "lib/backtest/vectorised/crossover.ts";
import { crossoverGrid } from "lib/backtest/vectorised/grid.ts";
import { DataQualityError } from "lib/core/errors.ts";
import { gridBars, gridPairs } from "./small_grid.ts";

const options = { cash: 10_000 };

async function withStore(body: (path: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await body(`${dir}/runs/grid.jsonl`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Lines of whole cells in a store. */
async function cellsIn(path: string): Promise<number[]> {
  let text = "";
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return text.split("\n").slice(1, -1).map((line) => JSON.parse(line).cell);
}

Deno.test("crossoverGrid() gives each cell the figures of its run", async () => {
  const pairs = gridPairs.slice(0, 3);
  const cells = await crossoverGrid(gridBars(), pairs, options);
  const runner = crossoverRunner(gridBars(), options);
  cells.forEach((cell, i) => {
    const { equityCents, fills } = runner.run(pairs[i]);
    const returns = simpleReturns(equityCents);
    assertEquals([cell.fast, cell.slow], [pairs[i].fast, pairs[i].slow]);
    assertEquals(cell.endCents, equityCents[2999]);
    assertAlmostEquals(cell.totalReturn, cell.endCents / 1e6 - 1, 1e-9);
    assertEquals(cell.cagr, cagr(returns));
    assertEquals(cell.sharpe, sharpeRatio(returns, { periodsPerYear: 1 }));
    assertEquals(cell.maxDrawdown, maxDrawdown(returns));
    assertEquals(cell.fills, fills.length);
  });
});

Deno.test("a grid that is killed goes on without repeating or losing a cell", () =>
  withStore(async (path) => {
    const whole = await crossoverGrid(gridBars(), gridPairs, options);
    const writer = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        new URL("./grid_writer.ts", import.meta.url).href,
        path,
      ],
      stdout: "null",
      stderr: "null",
    }).spawn();
    const deadline = AbortSignal.timeout(30_000);
    while ((await cellsSoFar(path)) < 60 && !deadline.aborted) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    writer.kill("SIGKILL");
    await writer.status;
    // What a kill in the middle of a write would leave.
    await Deno.writeTextFile(path, '{"cell":599,"res', { append: true });
    const before = await cellsSoFar(path);
    assert(before >= 60, `${before} cells before the kill`);

    let computed = -1;
    const resumed = await crossoverGrid(gridBars(), gridPairs, {
      ...options,
      store: path,
      onProgress: ({ done }) => computed = done,
    });
    assertEquals(resumed, whole);
    assertEquals(computed, gridPairs.length);
    const lines = (await Deno.readTextFile(path)).split("\n").slice(1, -1);
    const cells = lines.map((line) => JSON.parse(line).cell);
    assertEquals(cells.length, 600);
    assertEquals(new Set(cells).size, 600);
  }));

/** Whole lines so far, the first apart. */
async function cellsSoFar(path: string): Promise<number> {
  try {
    return (await Deno.readTextFile(path)).split("\n").length - 2;
  } catch {
    return -1;
  }
}

Deno.test("an aborted grid keeps what it has done", () =>
  withStore(async (path) => {
    const stop = new AbortController();
    await assertRejects(
      () =>
        crossoverGrid(gridBars(), gridPairs, {
          ...options,
          store: path,
          signal: stop.signal,
          onProgress: ({ done }) => {
            if (done === 100) stop.abort(new Error("enough"));
          },
        }),
      Error,
      "enough",
    );
    assertEquals(await cellsIn(path), Array.from({ length: 100 }, (_, i) => i));
  }));

Deno.test("a store refuses another grid", () =>
  withStore(async (path) => {
    const bars = gridBars();
    const pairs = gridPairs.slice(0, 4);
    await crossoverGrid(bars, pairs, { ...options, store: path });
    const other = [
      () => crossoverGrid(bars, pairs, { cash: 20_000, store: path }),
      () => crossoverGrid(bars, pairs.slice(1), { ...options, store: path }),
      () =>
        crossoverGrid(bars, pairs, { ...options, short: true, store: path }),
      () => {
        const close = bars.close.slice();
        close[7] += 0.01;
        return crossoverGrid({ ...bars, close }, pairs, {
          ...options,
          store: path,
        });
      },
    ];
    for (const run of other) {
      await assertRejects(run, DataQualityError, "another grid");
    }
    assertEquals(await cellsIn(path), [0, 1, 2, 3]);
  }));
