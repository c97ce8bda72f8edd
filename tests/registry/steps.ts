/** Changes of a registry that say on a line each what they begin and have done. */

import { promote, rollback } from "lib/registry/champion.ts";
import { registerArtifact } from "lib/registry/store.ts";

/** What is begun, `done` false, and what is over, `done` true. */
export interface Step {
  readonly op: "ready" | "register" | "promote" | "rollback";
  readonly name: string;
  /** Version, where it is known. */
  readonly version: string | null;
  readonly done: boolean;
}

/** Says a step on standard output, at once. */
export function say(step: Step): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(step)}\n`));
}

/** Registers bytes as a model. */
export function registerStep(
  root: string,
  name: string,
  model: Uint8Array,
): Promise<void> {
  return told("register", name, null, async () => {
    const { version } = await registerArtifact(root, {
      name,
      kind: "test",
      created: "2026-01-02T03:04:05.000Z",
      runId: "run",
      codeVersion: "0.0.0",
      command: "none",
      metrics: { bytes: model.length },
      details: {},
      files: { "model.onnx": model, "feature_names.json": model.slice(0, 99) },
    });
    return version;
  });
}

/** Makes a version the champion. */
export function promoteStep(
  root: string,
  name: string,
  version: string,
): Promise<void> {
  return told(
    "promote",
    name,
    version,
    async () => (await promote(root, name, version)).champion,
  );
}

/** Goes back to the champion before. */
export function rollbackStep(root: string, name: string): Promise<void> {
  return told(
    "rollback",
    name,
    null,
    async () => (await rollback(root, name)).champion,
  );
}

async function told(
  op: Step["op"],
  name: string,
  version: string | null,
  work: () => Promise<string>,
): Promise<void> {
  say({ op, name, version, done: false });
  say({ op, name, version: await work(), done: true });
}
