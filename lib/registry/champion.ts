/**
 * The version that answers: chosen by a promotion, taken back by a rollback.
 *
 * @module
 */

import { basename, join } from "@std/path";
import { writeFilesAtomic } from "lib/core/atomic_file.ts";
import { ArtifactError } from "lib/core/errors.ts";
import { readArtifact } from "lib/registry/artifact.ts";
import {
  type ChampionChange,
  championsOf,
  HISTORY_FILE,
  historyText,
  readHistory,
} from "lib/registry/champion_history.ts";
import { aliasOf } from "lib/registry/model_folder.ts";
import { whileLocked } from "lib/registry/registry_lock.ts";
import { artifactPath } from "lib/registry/store.ts";

/** Options of {@linkcode promote} and {@linkcode rollback}. */
export interface ChampionOptions {
  /** The time, ISO 8601 in UTC, for the history. @default unknown */
  readonly at?: string;
}

/**
 * Makes a version the champion, once its hashes are found right.
 *
 * @param root Folder of all models.
 * @param name The model.
 * @param version A version, or an alias.
 * @param options The time.
 * @returns The change; `before` is the champion itself if nothing changed.
 * @throws {ArtifactError} If there is no such version, or it is damaged; the
 * champion is then the one it was.
 */
export async function promote(
  root: string,
  name: string,
  version: string,
  options: ChampionOptions = {},
): Promise<ChampionChange> {
  const { at = null } = options;
  const path = await artifactPath(root, name, version);
  return await whileLocked(root, `promote ${name} ${version}`, async () => {
    const champion = basename(path).slice(1);
    await verify(root, name, champion);
    const before = await aliasOf(join(root, name), "champion") ?? null;
    const change = { action: "promote", champion, before, at } as const;
    if (before !== champion) await crown(root, name, change);
    return change;
  });
}

/**
 * Makes the champion before the present one the champion again. Once more, and
 * it is the one before that.
 *
 * @param root Folder of all models.
 * @param name The model.
 * @param options The time.
 * @returns The change.
 * @throws {ArtifactError} If there was none before, or it is damaged.
 */
export async function rollback(
  root: string,
  name: string,
  options: ChampionOptions = {},
): Promise<ChampionChange> {
  const { at = null } = options;
  await artifactPath(root, name, "champion");
  return await whileLocked(root, `roll back ${name}`, async () => {
    const home = join(root, name);
    const present = await aliasOf(home, "champion");
    const [champion, before] = championsOf(await readHistory(home), present)
      .slice(-2);
    if (before === undefined) {
      throw new ArtifactError(
        `Cannot roll back ${name} as there must have been another champion before ${present}: it is the first`,
        { path: home },
      );
    }
    await verify(root, name, champion);
    const change = { action: "rollback", champion, before, at } as const;
    await crown(root, name, change);
    return change;
  });
}

/** Refuses a version that is damaged, or says that it is another. */
async function verify(
  root: string,
  name: string,
  version: string,
): Promise<void> {
  const path = join(root, name, `v${version}`);
  const { metadata } = await readArtifact(path);
  if (metadata.name === name && metadata.version === version) return;
  throw new ArtifactError(
    `Cannot use ${path} as its metadata must name ${name} ${version}: it names ${metadata.name} ${metadata.version}`,
    { path },
  );
}

/** The history first: a champion that stands has its line. */
async function crown(
  root: string,
  name: string,
  change: ChampionChange,
): Promise<void> {
  const home = join(root, name);
  const lines = await historyText(home);
  const end = lines === "" || lines.endsWith("\n") ? "" : "\n";
  await writeFilesAtomic(home, {
    [HISTORY_FILE]: `${lines}${end}${JSON.stringify(change)}\n`,
    champion: `${change.champion}\n`,
  });
}
