/** Registered models as text. */

import type { ArtifactMetadata } from "lib/registry/artifact.ts";
import type { ChampionChange } from "lib/registry/champion_history.ts";

/** A version in a list. */
export interface VersionRow {
  readonly version: string;
  /** Null, as the other texts, where the metadata cannot be read. */
  readonly kind: string | null;
  readonly created: string | null;
  readonly runId: string | null;
  readonly metrics: Readonly<Record<string, number>>;
  /** Why the metadata cannot be read; null if it can. */
  readonly error: string | null;
}

/** A model in a list. */
export interface ModelRow {
  readonly name: string;
  readonly latest: string | null;
  readonly champion: string | null;
  readonly versions: readonly VersionRow[];
}

const HEAD = ["model", "version", "alias", "kind", "created (UTC)", "figure"];

/** One line a version, under a head. */
export function listText(models: readonly ModelRow[], root: string): string {
  if (models.length === 0) {
    return `No models in ${root}. Train one with tenor calibrator train or tenor greeks train`;
  }
  const lines = [HEAD, ...models.flatMap(modelLines)];
  const damaged = models.flatMap(({ versions }) =>
    versions.flatMap(({ error }) => error ?? [])
  );
  return [...aligned(lines), ...damaged].join("\n");
}

function modelLines({ name, latest, champion, versions }: ModelRow) {
  return versions.map(({ version, kind, created, metrics, error }) => {
    const aliases = [
      ...(version === latest ? ["latest"] : []),
      ...(version === champion ? ["champion"] : []),
    ];
    const what = error === null
      ? [kind ?? "", minute(created), mainMetric(metrics)]
      : ["damaged", "", ""];
    return [name, version, aliases.join(" "), ...what];
  });
}

/** Figures by which models are known, the first that there is. */
const KNOWN_BY = ["mae", "logLoss", "mse"];

/** The figure by which a model is known, or else its first. */
export function mainMetric(metrics: Readonly<Record<string, number>>): string {
  const name = KNOWN_BY.find((key) => key in metrics) ??
    Object.keys(metrics)[0];
  return name === undefined ? "" : `${name} ${figure(metrics[name])}`;
}

/** All that is known of a version. */
export function showText(
  said: ArtifactMetadata,
  { path, aliases, sizes }: {
    readonly path: string;
    readonly aliases: readonly string[];
    readonly sizes: readonly (readonly [file: string, bytes: number])[];
  },
): string {
  const facts = [
    ["folder", path],
    ["aliases", aliases.join(" ") || "none"],
    ["kind", said.kind],
    ["created", said.created],
    ["run", said.runId],
    ["code", said.codeVersion],
    ["command", said.command],
    ["data", said.dataHash ?? "not recorded"],
  ].filter(([, value]) => value !== undefined);
  const settings = Object.entries(said.hyperparameters ?? {});
  const part = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", title, ...lines.map((l) => `  ${l}`)];
  return [
    `${said.name} ${said.version}`,
    ...aligned(facts).map((line) => `  ${line}`),
    ...part(
      "metrics",
      aligned(Object.entries(said.metrics).map(([k, x]) => [k, figure(x)])),
    ),
    ...part(
      "hyperparameters",
      aligned(settings.map(([k, value]) => [k, settingText(value)])),
    ),
    ...part(
      "files, their hashes right",
      aligned(sizes.map(([f, n]) => [f, `${n} bytes`, said.files[f]])),
    ),
  ].join("\n");
}

/** Who is champion now, and who was. */
export function changeText(
  name: string,
  { action, champion, before }: ChampionChange,
): string {
  if (champion === before) return `${name} ${champion} is the champion already`;
  const was = before === null ? "there was none" : `it was ${before}`;
  const how = action === "rollback" ? " again" : "";
  return `${name} ${champion} is the champion${how}; ${was}`;
}

function settingText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Four digits; more where it is nearly 1, as R² often is. */
function figure(x: number): string {
  if (x < 1 && x > 0.99) return `${Number(x.toFixed(6))}`;
  return `${Number(x.toPrecision(4))}`;
}

/** 2026-01-02T03:04:05.000Z to the minute. */
function minute(time: string | null): string {
  return time?.slice(0, 16).replace("T", " ") ?? "";
}

/** Cells of rows in columns. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row.map((cell, i) => cell.padEnd(widths[i])).join("  ").trimEnd()
  );
}
