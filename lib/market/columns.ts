/**
 * The header of a table: columns found by name, however they are cased and
 * spaced, and a message that names the nearest one where a name is missing.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";

/** A header row. */
export interface Header {
  /** File, as the caller named it. */
  readonly file: string;
  /** Row on which the header stands, counted from 1. */
  readonly row: number;
  /** Names as they are written. */
  readonly names: readonly string[];
}

/** `Implied Vol` → `implied_vol`. */
export function normalName(name: string): string {
  return name.replace(/^\ufeff/, "").trim().toLowerCase()
    .replace(/[\s\-.]+/g, "_");
}

/**
 * The position of the first of `aliases` that the header has, or −1.
 *
 * @param header The header.
 * @param aliases Normal names, the preferred one first.
 * @throws {DataQualityError} If that name stands there twice.
 */
export function findColumn(
  header: Header,
  aliases: readonly string[],
): number {
  const names = header.names.map(normalName);
  for (const alias of aliases) {
    const at = names.indexOf(alias);
    if (at < 0) continue;
    if (names.indexOf(alias, at + 1) >= 0) {
      throw new DataQualityError(
        "Cannot tell which of two columns of this name is meant. Remove or rename one",
        { file: header.file, row: header.row, column: header.names[at] },
      );
    }
    return at;
  }
  return -1;
}

/**
 * As {@link findColumn}, for a column that must be there.
 *
 * @throws {DataQualityError} If it is not; the message names the nearest one.
 */
export function requireColumn(
  header: Header,
  aliases: readonly string[],
): number {
  const at = findColumn(header, aliases);
  if (at >= 0) return at;
  throw missingColumn(header, aliases[0]);
}

/** The error for a column that is missing, naming the nearest one. */
export function missingColumn(header: Header, name: string): DataQualityError {
  const { file, row, names } = header;
  const near = nearestName(name, names);
  const semicolons = names.length === 1 && /[;\t|]/.test(names[0]);
  const fix = semicolons
    ? "The fields are not separated by commas: save the file with commas"
    : near === undefined
    ? `Add it; the columns here are ${names.join(", ")}`
    : `The nearest column is "${near}": rename it to "${name}"`;
  return new DataQualityError(`The column is missing. ${fix}`, {
    file,
    row,
    column: name,
  });
}

/**
 * The candidate that is most like `name`: by edit distance (Levenshtein, 1966)
 * over normal names, at most a third of the longer one.
 *
 * @returns The candidate as given, or `undefined` if none is near.
 */
export function nearestName(
  name: string,
  candidates: readonly string[],
): string | undefined {
  const normal = normalName(name);
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const other = normalName(candidate);
    const distance = editDistance(normal, other);
    const limit = Math.max(normal.length, other.length) / 3;
    const near = distance <= limit || (other.length > 2 &&
      (normal.includes(other) || other.includes(normal)));
    if (near && distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; ++i) {
    const current = [i];
    for (let j = 1; j <= b.length; ++j) {
      current.push(Math.min(
        previous[j] + 1,
        current[j - 1] + 1,
        previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1),
      ));
    }
    previous = current;
  }
  return previous[b.length];
}
