/** A process that runs a kept study slowly, to be killed: STORAGE PATH. */

import { folderStorage } from "lib/models/tune/folder_storage.ts";
import { sqliteStorage } from "lib/models/tune/sqlite_storage.ts";
import { openStudy } from "lib/models/tune/study.ts";
import { KEPT_SPEC, KEPT_TRIALS } from "./kept_spec.ts";
import { objective } from "./objective_module.ts";

const [kind, path] = Deno.args;
const storage = kind === "folder" ? folderStorage(path) : sqliteStorage(path);
const study = await openStudy(KEPT_SPEC, storage);
await study.optimize((trial) => objective(trial, { slowMs: 15 }), {
  trials: KEPT_TRIALS,
  onTrial: ({ number }) => console.log(number),
});
await study.close();
