/** The thread that runs cells; windows of the last panel are kept. */

import { serveWorkerMap } from "lib/core/worker_map.ts";
import {
  type Cell,
  type CellResult,
  runCell,
} from "pipelines/factory/experiment_cell.ts";
import { prepare, type Prepared } from "pipelines/factory/prepare.ts";

let kept: { readonly key: string; readonly prepared: Prepared } | null = null;

serveWorkerMap<Cell, CellResult>(async (cell, say, signal) => {
  const { config, family, horizon, now } = cell;
  const key = JSON.stringify([{ ...config, params: {} }, horizon]);
  if (kept?.key !== key) {
    kept = { key, prepared: await prepare(config, horizon, now) };
  }
  say(`${config.data.join(", ")}: ${family}, ${horizon} ahead`);
  return await runCell(cell, kept.prepared, signal);
});
