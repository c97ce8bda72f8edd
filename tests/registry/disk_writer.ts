/**
 * Meets a full disk and a read-only one, and prints what came of it as JSON.
 *
 * Argument: a folder that is a small disk of its own.
 */

import { promote, rollback } from "lib/registry/champion.ts";
import { listModels, openArtifact } from "lib/registry/store.ts";
import { registerStep } from "./steps.ts";

/** What came of something. */
export interface Outcome {
  readonly what: string;
  /** Class and message of the error. */
  readonly error: string;
  /** Champion and versions after it, all read with their hashes checked. */
  readonly state: string;
  /** Hidden entries after it. */
  readonly left: readonly string[];
}

const [disk] = Deno.args;
const root = `${disk}/models`;
const outcomes: Outcome[] = [];

async function stateOf(): Promise<string> {
  const [model] = await listModels(root);
  for (const version of [...model.versions, "latest", "champion"]) {
    await openArtifact(root, "calls", version);
  }
  return `${model.aliases.champion} of ${model.versions}, ${model.aliases.latest} latest`;
}

async function meet(what: string, work: () => Promise<unknown>) {
  const error = await work().then(() => "none", String);
  const left = [root, `${root}/calls`].flatMap((dir) =>
    Array.from(Deno.readDirSync(dir), ({ name }) => name)
      .filter((name) => name.startsWith("."))
  );
  outcomes.push({ what, error, state: await stateOf(), left });
}

function fillDisk(): void {
  using file = Deno.openSync(`${disk}/ballast`, { write: true, create: true });
  for (const size of [1 << 16, 4096, 1]) {
    try {
      while (file.writeSync(new Uint8Array(size)) > 0);
    } catch {
      // Full for this size; a smaller one may still fit.
    }
  }
}

const small = new Uint8Array(1000);
await registerStep(root, "calls", small);
await registerStep(root, "calls", small);
await promote(root, "calls", "1.1.0");
const register = (bytes: Uint8Array) => () =>
  registerStep(root, "calls", bytes);
const again = () => promote(root, "calls", "1.0.0");
const back = () => rollback(root, "calls");

await meet("register too much", register(new Uint8Array(1 << 22)));
fillDisk();
await meet("register on a full disk", register(small));
await meet("promote on a full disk", again);
await meet("roll back on a full disk", back);
await Deno.remove(`${disk}/ballast`);
await new Deno.Command("mount", { args: ["-o", "remount,ro", disk] }).output();
await meet("register on a read-only disk", register(small));
await meet("promote on a read-only disk", again);
await meet("roll back on a read-only disk", back);
await new Deno.Command("mount", { args: ["-o", "remount,rw", disk] }).output();
await meet("register with room again", register(small));
await Deno.writeTextFile(`${disk}/outcomes.json`, JSON.stringify(outcomes));
