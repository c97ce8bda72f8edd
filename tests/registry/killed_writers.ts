/** Writers of a registry killed at random moments, and what must then hold. */

import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { makeRng, type Rng } from "lib/core/rng.ts";
import { championsOf, readHistory } from "lib/registry/champion_history.ts";
import { versionsOf } from "lib/registry/model_folder.ts";
import { openArtifact, registerArtifact } from "lib/registry/store.ts";
import type { Step } from "./steps.ts";

/** Longest life of a writer in milliseconds: about ten steps. */
const LIFE_MS = 100;
/** Kills of one folder; then there is a new one, as each kill checks it all. */
const FOLDER_KILLS = 20;
/** Writers at once. */
const OWNERS = ["calls", "puts"];

/** What the kills met. */
export interface KillCounts {
  readonly kills: number;
  /** Kills in the middle of a registration, promotion or rollback. */
  amid: number;
  /** Kills that left a hidden folder behind. */
  leftovers: number;
}

/**
 * Kills writers, two at a time, and checks the folder after each pair.
 *
 * @param kills How many, even.
 * @throws {Error} If anything does not hold.
 */
export async function killWriters(
  kills: number,
  seed: number,
): Promise<KillCounts> {
  const rng = makeRng(seed);
  const counts: KillCounts = { kills, amid: 0, leftovers: 0 };
  for (let done = 0; done < kills;) {
    const root = await Deno.makeTempDir();
    const stacks = new Map(OWNERS.map((own) => [own, [] as string[]]));
    try {
      const until = Math.min(kills, done + FOLDER_KILLS);
      for (; done < until; done += OWNERS.length) {
        const logs = await Promise.all(
          OWNERS.map((own) => writeAndDie(root, own, rng)),
        );
        await checkFolder(root);
        for (const [i, own] of OWNERS.entries()) {
          await checkOwn(root, own, stacks.get(own)!, logs[i]);
          if (logs[i].at(-1)?.done === false) ++counts.amid;
        }
        if (hidden(root).length > 0) ++counts.leftovers;
        // At most one a model, and one for those to come.
        assert(hidden(root).length <= 2 + OWNERS.length, `${hidden(root)}`);
      }
      await checkSweep(root);
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  }
  return counts;
}

/**
 * Kills a writer before its first rename, its second, and so on until it ends
 * in peace, and checks the folder each time.
 *
 * @returns Number of renames.
 */
export async function killAtRenames(): Promise<number> {
  for (let rename = 1;; ++rename) {
    const root = await Deno.makeTempDir();
    try {
      const child = new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "--quiet", "-A", pathOf("./rename_writer.ts")],
          ...[root, `${rename}`],
        ],
      });
      const { signal, success, stdout } = await child.output();
      await checkFolder(root);
      const log = stepsOf(new TextDecoder().decode(stdout));
      await checkOwn(root, "calls", [], log);
      if (success) return rename - 1;
      assertEquals(signal, "SIGKILL");
      await checkSweep(root);
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  }
}

/** Runs a writer for a random while. @returns What it said. */
async function writeAndDie(
  root: string,
  own: string,
  rng: Rng,
): Promise<Step[]> {
  const seed = `${Math.floor(rng.uniform() * 2 ** 32)}`;
  const life = rng.uniform() * LIFE_MS;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "-A", pathOf("./kill_writer.ts")],
      ...[root, seed, own],
    ],
    stdout: "piped",
  }).spawn();
  let text = "";
  let killed: Promise<void> | undefined;
  for await (
    const part of child.stdout.pipeThrough(new TextDecoderStream())
  ) {
    text += part;
    killed ??= after(life).then(() => child.kill("SIGKILL"));
  }
  await killed;
  assertEquals((await child.status).signal, "SIGKILL");
  return stepsOf(text);
}

function stepsOf(text: string): Step[] {
  // A line that was cut off had not been said.
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

function pathOf(module: string): string {
  return fromFileUrl(new URL(module, import.meta.url));
}

function after(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Every version whole, every alias one of them, as a reader finds it. */
async function checkFolder(root: string): Promise<void> {
  for (const { name } of Deno.readDirSync(root)) {
    if (name.startsWith(".")) continue;
    const home = `${root}/${name}`;
    const versions = await versionsOf(home);
    assert(versions.length > 0, `${name} has no version`);
    for (const version of versions) {
      const { metadata, files } = await openArtifact(root, name, version);
      assertEquals([metadata.name, metadata.version], [name, version]);
      assertEquals(files.size, 2);
    }
    for (const alias of ["latest", "champion"]) {
      const version = Deno.readTextFileSync(`${home}/${alias}`).trim();
      assert(versions.includes(version), `${name}'s ${alias} is "${version}"`);
    }
  }
}

/**
 * What the writer said was done is done; of what it had begun, all or nothing.
 *
 * @param stack Champions so far, the present one last; brought up to date.
 */
async function checkOwn(
  root: string,
  own: string,
  stack: string[],
  log: readonly Step[],
): Promise<void> {
  for (const { op, name, version, done } of log) {
    if (!done || version === null) continue;
    if (op === "register") await openArtifact(root, name, version);
    if (name === own) apply(stack, op, version);
  }
  const champion = await readChampion(root, own);
  const last = log.at(-1);
  if (champion !== stack.at(-1) && champion !== undefined) {
    assert(last?.done === false && last.name === own, `${own} ${champion}`);
    if (last.op === "promote") assertEquals(champion, last.version);
    apply(stack, last.op, champion);
  }
  assertEquals(champion, stack.at(-1));
  const changes = await readHistory(`${root}/${own}`);
  assertEquals(championsOf(changes, champion), stack);
}

/** What a step does to the champions. */
function apply(stack: string[], op: Step["op"], version: string): void {
  if (op === "promote" && stack.at(-1) !== version) stack.push(version);
  if (op === "register" && stack.length === 0) stack.push(version);
  if (op === "rollback" && stack.length > 1) stack.pop();
}

async function readChampion(
  root: string,
  name: string,
): Promise<string | undefined> {
  try {
    return (await Deno.readTextFile(`${root}/${name}/champion`)).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Hidden folders of a registry and of its models. */
function hidden(root: string): string[] {
  const dirs = [root];
  for (const { name } of Deno.readDirSync(root)) dirs.push(`${root}/${name}`);
  return dirs.flatMap((dir) =>
    [...Deno.readDirSync(dir)]
      .filter(({ name, isDirectory }) => isDirectory && name.startsWith("."))
      .map(({ name }) => `${dir}/${name}`)
  );
}

/** The next registration of each model leaves nothing of the dead behind. */
async function checkSweep(root: string): Promise<void> {
  for (const name of [...OWNERS, "shared"]) {
    await registerArtifact(root, {
      name,
      kind: "test",
      created: "2026-01-02T03:04:05.000Z",
      runId: "last",
      codeVersion: "0.0.0",
      command: "none",
      metrics: {},
      details: {},
      files: {},
    });
  }
  assertEquals(hidden(root), []);
}
