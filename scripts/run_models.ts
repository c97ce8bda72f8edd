/** What `tenor models` does. */

import { join } from "@std/path";
import { ArtifactError } from "lib/core/errors.ts";
import { fileOf, readArtifactMetadata } from "lib/registry/artifact.ts";
import { promote, rollback } from "lib/registry/champion.ts";
import type { ChampionChange } from "lib/registry/champion_history.ts";
import {
  listModels,
  type ModelEntry,
  openArtifact,
} from "lib/registry/store.ts";
import type { ModelsFlags } from "scripts/commands/models.ts";
import {
  changeText,
  listText,
  type ModelRow,
  showText,
  type VersionRow,
} from "scripts/models_text.ts";
import { tellRegistered } from "scripts/tell_registered.ts";

/** Prints every version of every model. */
export async function runList({ models, json }: ModelsFlags): Promise<void> {
  const rows: ModelRow[] = [];
  for (const entry of await listModels(models)) {
    rows.push(await modelRow(models, entry));
  }
  print(json, rows, () => listText(rows, models));
}

/** Prints all that is known of a version, its hashes checked. */
export async function runShow(
  name: string,
  { models, version, json }: ModelsFlags,
): Promise<void> {
  const artifact = await openArtifact(models, name, plainVersion(version));
  const { metadata, path } = artifact;
  const entry = (await listModels(models)).find((m) => m.name === name)!;
  const aliases = Object.entries(entry.aliases)
    .flatMap(([alias, v]) => v === metadata.version ? [alias] : []);
  const sizes = Object.keys(metadata.files)
    .map((file) => [file, fileOf(artifact, file).length] as const);
  print(
    json,
    { path, aliases, ...metadata },
    () => showText(metadata, { path, aliases, sizes }),
  );
}

/** Makes a version the champion. */
export async function runPromote(
  name: string,
  version: string,
  flags: ModelsFlags,
): Promise<void> {
  const at = new Date().toISOString();
  await report(
    name,
    await promote(flags.models, name, plainVersion(version)!, { at }),
    flags,
  );
}

/** Makes the champion before the champion again. */
export async function runRollback(
  name: string,
  flags: ModelsFlags,
): Promise<void> {
  const at = new Date().toISOString();
  await report(name, await rollback(flags.models, name, { at }), flags);
}

async function report(
  name: string,
  change: ChampionChange,
  { models, runs, json }: ModelsFlags,
): Promise<void> {
  print(json, { name, ...change }, () => changeText(name, change));
  const { champion: version } = change;
  await tellRegistered(runs, { registry: models, name, version });
}

function print(
  json: boolean | undefined,
  value: unknown,
  text: () => string,
): void {
  console.log(json ? JSON.stringify(value, null, 2) : text());
}

/** Folders are called v1.0.0, so people call versions so too. */
function plainVersion(version: string | undefined): string | undefined {
  return version?.replace(/^v(?=\d)/, "");
}

async function modelRow(root: string, entry: ModelEntry): Promise<ModelRow> {
  const { name, aliases: { latest = null, champion = null } } = entry;
  const versions: VersionRow[] = [];
  for (const version of entry.versions) {
    versions.push(await versionRow(join(root, name), version));
  }
  return { name, latest, champion, versions };
}

/** One that cannot be read is told among the others: it hides none of them. */
async function versionRow(home: string, version: string): Promise<VersionRow> {
  try {
    const said = await readArtifactMetadata(join(home, `v${version}`));
    const { kind, created, runId, metrics } = said;
    return { version, kind, created, runId, metrics, error: null };
  } catch (error) {
    if (!(error instanceof ArtifactError)) throw error;
    const unknown = { kind: null, created: null, runId: null, metrics: {} };
    return { version, ...unknown, error: error.message };
  }
}
