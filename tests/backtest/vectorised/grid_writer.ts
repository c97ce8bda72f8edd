/** Runs a grid into a store, slowly enough to be killed: `grid_writer.ts FILE`. */

import { crossoverGrid } from "lib/backtest/vectorised/grid.ts";
import { gridBars, gridPairs } from "./small_grid.ts";

await crossoverGrid(gridBars(), gridPairs, {
  cash: 10_000,
  store: Deno.args[0],
});
