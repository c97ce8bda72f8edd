/**
 * A process that registers, promotes and rolls back until it is killed, and
 * says on a line each what it begins and what it has done.
 *
 * Arguments: folder of the models, seed, name of the model that only this one
 * writes. The model "shared" is everyone's.
 */

import { makeRng } from "lib/core/rng.ts";
import { promote, rollback } from "lib/registry/champion.ts";
import { listModels, registerArtifact } from "lib/registry/store.ts";

/** What is begun, `done` false, and what is over, `done` true. */
export interface Step {
  readonly op: "ready" | "register" | "promote" | "rollback";
  readonly name: string;
  /** Version, where it is known. */
  readonly version: string | null;
  readonly done: boolean;
}

const [root, seed, own] = Deno.args;
const rng = makeRng(Number(seed));
const pick = <T>(items: readonly T[]) =>
  items[Math.floor(rng.uniform() * items.length)];

function say(step: Step): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(step)}\n`));
}

/** Does what is said before and after. */
async function step(
  op: Step["op"],
  name: string,
  version: string | null,
  work: () => Promise<string>,
): Promise<void> {
  say({ op, name, version, done: false });
  say({ op, name, version: await work(), done: true });
}

function register(name: string): Promise<void> {
  const length = 1000 + Math.floor(rng.uniform() * 300_000);
  const model = new Uint8Array(length).fill(1 + rng.uniform() * 255);
  return step("register", name, null, async () => {
    const { version } = await registerArtifact(root, {
      name,
      kind: "test",
      created: "2026-01-02T03:04:05.000Z",
      runId: `run-${seed}`,
      codeVersion: "0.0.0",
      command: "none",
      metrics: { mae: rng.uniform() },
      hyperparameters: { length },
      dataHash: "none",
      details: {},
      files: { "model.onnx": model, "feature_names.json": model.slice(0, 99) },
    });
    return version;
  });
}

if (import.meta.main) {
  say({ op: "ready", name: own, version: null, done: true });
  for (let i = 0;; ++i) {
    const model = (await listModels(root)).find(({ name }) => name === own);
    const draw = rng.uniform();
    if (model === undefined || draw < 0.2) await register(own);
    else if (draw < 0.3) await register("shared");
    else if (draw < 0.5) await register(`new-${seed}-${i}`);
    else if (draw < 0.8) {
      const version = pick(model.versions);
      const change = () => promote(root, own, version);
      await step(
        "promote",
        own,
        version,
        async () => (await change()).champion,
      );
    } else {
      // Refused where there is nothing to go back to: then nothing is done.
      const change = () => rollback(root, own);
      const present = model.aliases.champion!;
      await step(
        "rollback",
        own,
        null,
        async () =>
          (await change().catch(() => ({ champion: present }))).champion,
      );
    }
  }
}
