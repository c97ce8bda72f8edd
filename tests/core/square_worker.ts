/** A worker for tests of `workerMap`: squares, refuses 13, and says so first. */

import { serveWorkerMap } from "lib/core/worker_map.ts";

serveWorkerMap<number, number>(async (x, say) => {
  say(`squaring ${x}`);
  if (x === 13) throw new RangeError("13 is not squared");
  // Early inputs take longest: results come in another order.
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, 40 - 10 * x)));
  return x * x;
});
