/** Records trials one by one: `trial_writer.ts FILE NAME COUNT`. */

import { recordTrials } from "lib/validation/trial_ledger.ts";

const [path, name, count] = Deno.args;
for (let i = 0; i < Number(count); ++i) {
  await recordTrials(path, [{
    id: `${name} ${i}`,
    config: `${name} ${i}`,
    score: i,
    sharpe: i / 100,
    time: i,
  }]);
}
