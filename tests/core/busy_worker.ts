/** A worker for tests of `WorkerPool`: computes for as many ms as it is told. */

import { serveWorkerMap } from "lib/core/worker_map.ts";

serveWorkerMap<number, number>((ms, say, signal) => {
  const end = performance.now() + ms;
  say("begun");
  while (performance.now() < end) signal.throwIfAborted();
  if (ms < 0) throw new RangeError("no time is less than none");
  return ms;
});
