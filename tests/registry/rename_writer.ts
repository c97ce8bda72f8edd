/**
 * A process that kills itself before a rename of its own, by number from 1.
 *
 * Arguments: folder of the models, number of the rename.
 */

import { promoteStep, registerStep, rollbackStep } from "./steps.ts";

const [root, fatal] = Deno.args;
const { rename } = Deno;
let renames = 0;
Deno.rename = async (from, to) => {
  if (++renames === Number(fatal)) {
    Deno.kill(Deno.pid, "SIGKILL");
    // It may take a moment to die, and must do nothing in it.
    await new Promise(() => {});
  }
  await rename(from, to);
};

const model = new Uint8Array(1000);
await registerStep(root, "calls", model);
await registerStep(root, "calls", model);
await promoteStep(root, "calls", "1.1.0");
await registerStep(root, "calls", model);
await promoteStep(root, "calls", "1.2.0");
await rollbackStep(root, "calls");
await rollbackStep(root, "calls");
