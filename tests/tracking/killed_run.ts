/** Writes a run until it is killed: its folder is the first argument's child. */

import { startRun } from "lib/tracking/run.ts";

const run = await startRun({
  root: Deno.args[0],
  kind: "training",
  name: "endless",
  time: "2026-01-02T03:04:05.000Z",
  codeVersion: "1",
  config: { net: { layers: 2 } },
});
for (let epoch = 0;; ++epoch) {
  await Promise.all([
    run.metric("loss", 1 / (1 + epoch), { epoch }),
    run.file(`checkpoints/epoch_${epoch}.bin`, new Uint8Array(1e5).fill(epoch)),
    run.timing(`epoch ${epoch}`, 1),
  ]);
  // The reader kills at a moment of its own once this is there.
  if (epoch === 3) console.log("going");
}
