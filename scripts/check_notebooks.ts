/**
 * Type-checks notebooks: the cells of each, joined into one module beside it,
 * so that they see one another's names and the import map. Errors come out
 * with notebook, cell and line.
 *
 * @module
 */

import {
  listNotebooks,
  type Notebook,
  readNotebook,
  sourceOf,
} from "./jupyter/notebook_file.ts";

/** Joined code and, for each of its lines, the cell and line it came from. */
export interface JoinedCells {
  /** The module's text. */
  readonly code: string;
  /** `origins[i]` is where line i + 1 stands; cells count from 1. */
  readonly origins: readonly { readonly cell: number; readonly line: number }[];
}

/** Joins the code cells of a notebook into one module. */
export function joinCells(notebook: Notebook): JoinedCells {
  const lines: string[] = [];
  const origins: { cell: number; line: number }[] = [];
  for (const [i, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== "code") continue;
    for (const [j, line] of sourceOf(cell).split("\n").entries()) {
      lines.push(line);
      origins.push({ cell: i + 1, line: j + 1 });
    }
  }
  return { code: lines.join("\n") + "\nexport {};\n", origins };
}

/** Checks one notebook; returns the checker's complaint, or null. */
export async function checkNotebook(path: string): Promise<string | null> {
  const { code, origins } = joinCells(await readNotebook(path));
  const module = path.replace(/[^/]*$/, `.check_${crypto.randomUUID()}.ts`);
  await Deno.writeTextFile(module, code);
  try {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", module],
      stdin: "null",
      env: { NO_COLOR: "1" },
    }).output();
    if (success) return null;
    const name = module.replace(/^.*\//, "").replaceAll(".", "\\.");
    return new TextDecoder().decode(stderr).replace(
      new RegExp(`(?:file://)?\\S*${name}:(\\d+)`, "g"),
      (_, line) => {
        const origin = origins[Number(line) - 1];
        return origin === undefined
          ? path
          : `${path}, cell ${origin.cell}, line ${origin.line}, column`;
      },
    );
  } finally {
    await Deno.remove(module);
  }
}

/** Checks every notebook and prints what is wrong; true if nothing is. */
export async function checkNotebooks(): Promise<boolean> {
  let good = true;
  for (const path of await listNotebooks()) {
    const problem = await checkNotebook(path);
    if (problem === null) continue;
    good = false;
    console.error(problem);
  }
  return good;
}

if (import.meta.main) Deno.exit(await checkNotebooks() ? 0 : 1);
