/**
 * Executes the cells of a notebook, one after the other, and collects every
 * output, those that update an earlier display included.
 *
 * @module
 */

import { Kernel, type KernelMessage } from "./kernel.ts";
import {
  type Cell,
  type Notebook,
  type Output,
  sourceOf,
} from "./notebook_file.ts";

/** Outputs trail the idle status: wait for this much silence after the last. */
const GRACE_MS = 200;

/** What an execution came to. */
export interface Execution {
  /** The notebook with its outputs. */
  readonly notebook: Notebook;
  /** The cell that failed, counted from 1 over all cells, and why. */
  readonly failure: { readonly cell: number; readonly message: string } | null;
}

/** Executes a notebook in a fresh kernel; it stops at the first failure. */
export async function executeNotebook(
  input: Notebook,
  cwd: string,
  { cellMs = 120_000 }: { cellMs?: number } = {},
): Promise<Execution> {
  const notebook = structuredClone(input);
  const displays = new Map<string, Output[]>();
  for (const cell of notebook.cells) {
    if (cell.cell_type !== "code") continue;
    cell.outputs = [];
    cell.execution_count = null;
  }
  await using kernel = await Kernel.start(cwd);
  let count = 0;
  for (const [i, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== "code" || sourceOf(cell).trim() === "") continue;
    cell.execution_count = ++count;
    const message = await executeCell(kernel, cell, displays, cellMs);
    if (message !== null) {
      return { notebook, failure: { cell: i + 1, message } };
    }
  }
  return { notebook, failure: null };
}

async function executeCell(
  kernel: Kernel,
  cell: Cell,
  displays: Map<string, Output[]>,
  cellMs: number,
): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  let idle = false;
  let reply: KernelMessage["content"] | undefined;
  let grace: ReturnType<typeof setTimeout> | undefined;
  const timer = setTimeout(
    () => resolve(`timed out after ${cellMs / 1000} s`),
    cellMs,
  );
  kernel.ended.then((status) =>
    resolve(`the kernel ended with exit code ${status.code}`)
  );
  const stop = await kernel.request("execute_request", {
    code: sourceOf(cell),
    silent: false,
    store_history: true,
    user_expressions: {},
    allow_stdin: false,
    stop_on_error: true,
  }, (message) => {
    if (message.type === "execute_reply") reply = message.content;
    else if (message.type === "status") {
      idle = message.content.execution_state === "idle";
    } else collect(cell, displays, message);
    if (!idle || reply === undefined) return;
    clearTimeout(grace);
    grace = setTimeout(() => resolve(failureOf(reply)), GRACE_MS);
  });
  const message = await promise;
  clearTimeout(timer);
  clearTimeout(grace);
  stop();
  return message;
}

function failureOf(reply: KernelMessage["content"]): string | null {
  return reply.status === "ok"
    ? null
    : `${reply.ename ?? "Error"}: ${reply.evalue ?? reply.status}`;
}

/** Puts one message where nbformat wants it. */
function collect(
  cell: Cell,
  displays: Map<string, Output[]>,
  { type, content }: KernelMessage,
): void {
  const outputs = cell.outputs!;
  const { data, metadata = {} } = content;
  switch (type) {
    case "stream": {
      const last = outputs.at(-1);
      if (last?.output_type === "stream" && last.name === content.name) {
        last.text += content.text;
      } else {
        outputs.push({
          output_type: "stream",
          name: content.name,
          text: content.text,
        });
      }
      break;
    }
    case "execute_result":
      outputs.push({
        output_type: type,
        execution_count: cell.execution_count,
        data,
        metadata,
      });
      break;
    case "display_data": {
      const output: Output = { output_type: type, data, metadata };
      outputs.push(output);
      const id = content.transient?.display_id;
      if (id !== undefined) {
        displays.set(id, [...displays.get(id) ?? [], output]);
      }
      break;
    }
    case "update_display_data":
      for (const output of displays.get(content.transient?.display_id) ?? []) {
        output.data = data;
        output.metadata = metadata;
      }
      break;
    case "error":
      outputs.push({
        output_type: type,
        ename: content.ename,
        evalue: content.evalue,
        traceback: content.traceback,
      });
  }
}
