/** A run that goes on until it is killed: arguments are a folder and a server. */

import { startTracked } from "./tracked_run.ts";

const [root, uri] = Deno.args;
const { run } = await startTracked(root, uri);
await run.param("layers", 2);
await run.file("checkpoints/epoch_1.bin", new Uint8Array(100_000).fill(7));
for (let step = 0;; ++step) {
  await run.metric("loss", step, { step });
  if (step % 100 === 0) console.log(step);
  await new Promise((resolve) => setTimeout(resolve, 0));
}
