/**
 * Notebook files, nbformat 4: reading, and the source of a cell as one text.
 *
 * @module
 */

/** An output of a cell, as nbformat 4 stores it. */
// deno-lint-ignore no-explicit-any
export type Output = Record<string, any>;

/** A cell. */
export interface Cell {
  cell_type: string;
  source: string | string[];
  metadata: Record<string, unknown>;
  outputs?: Output[];
  execution_count?: number | null;
}

/** A notebook. */
export interface Notebook {
  cells: Cell[];
  [key: string]: unknown;
}

/** Reads a notebook file. */
export async function readNotebook(path: string): Promise<Notebook> {
  const text = await Deno.readTextFile(path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(
      `Cannot read ${path} as a notebook must be JSON: ${
        (error as Error).message
      }`,
    );
  }
  if (!Array.isArray((value as Notebook | null)?.cells)) {
    throw new TypeError(
      `Cannot read ${path} as a notebook must have an array of cells`,
    );
  }
  return value as Notebook;
}

/** The source of a cell. */
export function sourceOf(cell: Cell): string {
  return [cell.source].flat().join("");
}

/** Every notebook of the project, sorted by name. */
export async function listNotebooks(folder = "notebooks"): Promise<string[]> {
  const paths: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      if (entry.isFile && entry.name.endsWith(".ipynb")) {
        paths.push(`${folder}/${entry.name}`);
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return paths.sort();
}
