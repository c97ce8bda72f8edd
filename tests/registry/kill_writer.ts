/**
 * A process that registers, promotes and rolls back until it is killed.
 *
 * Arguments: folder of the models, seed, name of the model that only this one
 * writes. The model "shared" is everyone's.
 */

import { makeRng } from "lib/core/rng.ts";
import { championsOf, readHistory } from "lib/registry/champion_history.ts";
import { listModels } from "lib/registry/store.ts";
import { promoteStep, registerStep, rollbackStep, say } from "./steps.ts";

const [root, seed, own] = Deno.args;
const rng = makeRng(Number(seed));
const below = (n: number) => Math.floor(rng.uniform() * n);
const register = (name: string) =>
  registerStep(root, name, new Uint8Array(1000 + below(3e5)).fill(below(256)));

say({ op: "ready", name: own, version: null, done: true });
for (let i = 0;; ++i) {
  const model = (await listModels(root)).find(({ name }) => name === own);
  const draw = rng.uniform();
  if (model === undefined || draw < 0.2) await register(own);
  else if (draw < 0.3) await register("shared");
  else if (draw < 0.5) await register(`new-${seed}-${i}`);
  else if (draw < 0.8) {
    const { versions } = model;
    await promoteStep(root, own, versions[below(versions.length)]);
  } else {
    const changes = await readHistory(`${root}/${own}`);
    const champions = championsOf(changes, model.aliases.champion);
    if (champions.length > 1) await rollbackStep(root, own);
  }
}
