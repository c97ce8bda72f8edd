/**
 * Whether two runs are the same, byte by byte: `timings.json` is left out, and of
 * the manifests it is said in what they differ.
 *
 * @module
 */

import { join } from "@std/path";
import { type Manifest, stableJsonLine } from "lib/tracking/manifest.ts";
import { readManifest, unlessMissing } from "lib/tracking/run_files.ts";

/** How a file of a run is in another run. */
export interface ComparedFile {
  /** Path within the folder. */
  readonly path: string;
  /** `missing`: the second has it not; `extra`: the first has it not. */
  readonly state: "same" | "differs" | "missing" | "extra";
}

/** A hash that is another. */
export interface ChangedInput {
  /** Name of the input. */
  readonly name: string;
  /** Its hash then; null if it was none. */
  readonly before: string | null;
  /** Its hash now; null if it is none. */
  readonly after: string | null;
}

/** Two runs, byte by byte. */
export interface FolderComparison {
  /** Whether every file is the same. */
  readonly same: boolean;
  /** Every file of either, by path. */
  readonly files: readonly ComparedFile[];
  /** Both versions of the code where they differ, else null. */
  readonly codeVersion: readonly [before: string, after: string] | null;
  /** Inputs whose content is another. */
  readonly inputs: readonly ChangedInput[];
  /** Other parts in which the manifests differ, hashes of files apart. */
  readonly manifest: readonly string[];
}

/**
 * Compares the folders of two runs.
 *
 * Manifests that differ in nothing but the version of the code count as the same:
 * that one is told apart, and says whether other code gives the same results.
 *
 * @param before Folder of the first.
 * @param after Folder of the second.
 * @returns What is the same and what is not.
 * @throws {DataQualityError} If one has no manifest, or a damaged one.
 */
export async function compareFolders(
  before: string,
  after: string,
): Promise<FolderComparison> {
  const [{ manifest: a }, { manifest: b }] = await Promise.all(
    [before, after].map(readManifest),
  );
  const paths = new Set([...await filesOf(before), ...await filesOf(after)]);
  const files: ComparedFile[] = [];
  for (const path of [...paths].sort()) {
    const state = path === "manifest.json"
      ? sameBut(a, b) ? "same" : "differs"
      : await stateOf(join(before, path), join(after, path));
    files.push({ path, state });
  }
  return {
    same: files.every(({ state }) => state === "same"),
    files,
    codeVersion: a.codeVersion === b.codeVersion
      ? null
      : [a.codeVersion, b.codeVersion],
    inputs: changedInputs(a, b),
    manifest: [...new Set([...Object.keys(a), ...Object.keys(b)])]
      .filter((key) => !TOLD_APART.includes(key) && !equal(a, b, key)).sort(),
  };
}

const TOLD_APART = ["codeVersion", "dataHashes", "files"];

function sameBut(a: Manifest, b: Manifest): boolean {
  const { codeVersion: _, ...left } = a;
  const { codeVersion: __, ...right } = b;
  return stableJsonLine(left) === stableJsonLine(right);
}

function equal(a: Manifest, b: Manifest, key: string): boolean {
  const [left, right] = [a, b].map((manifest) =>
    stableJsonLine(Object.entries(manifest).filter(([name]) => name === key))
  );
  return left === right;
}

function changedInputs(a: Manifest, b: Manifest): ChangedInput[] {
  const [left, right] = [a.dataHashes, b.dataHashes];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].sort().map((name) => ({
    name,
    before: left[name] ?? null,
    after: right[name] ?? null,
  })).filter(({ before, after }) => before !== after);
}

async function stateOf(
  before: string,
  after: string,
): Promise<ComparedFile["state"]> {
  const [a, b] = await Promise.all(
    [before, after].map((path) => unlessMissing(Deno.readFile(path))),
  );
  if (a === undefined) return "extra";
  if (b === undefined) return "missing";
  const same = a.length === b.length && a.every((byte, i) => byte === b[i]);
  return same ? "same" : "differs";
}

/** Paths of all files but the timings, and but what a killed writer left beside. */
async function filesOf(folder: string, prefix = ""): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${prefix}${name}`;
    if (name.startsWith(".") || path === "timings.json") continue;
    if (isDirectory) {
      paths.push(...await filesOf(join(folder, name), `${path}/`));
    } else paths.push(path);
  }
  return paths;
}
