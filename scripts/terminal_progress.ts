/** A progress bar on stderr, where stderr is a terminal; else nothing. */

import type { Progress } from "lib/core/progress.ts";

/** A bar that redraws itself in place. */
export interface TerminalProgress {
  /** Draws how far it is. */
  update(progress: Progress): void;
  /** Removes the bar. */
  clear(): void;
}

const WIDTH = 24;

/** Makes a bar; a silent one when stderr goes to a file or a pipe. */
export function terminalProgress(): TerminalProgress {
  if (!Deno.stderr.isTerminal()) return { update() {}, clear() {} };
  const write = (text: string) =>
    Deno.stderr.writeSync(new TextEncoder().encode(text));
  return {
    update({ done, total, label = "" }) {
      const full = Math.round(WIDTH * Math.min(1, done / total));
      const bar = "█".repeat(full) + "░".repeat(WIDTH - full);
      const isCount = Number.isInteger(done) && total > 1;
      const text = isCount
        ? `${done}/${total}`
        : `${Math.round(100 * done / total)} %`;
      write(`\r\x1b[2K${bar} ${text} ${label}`.slice(0, 100));
    },
    clear: () => write("\r\x1b[2K"),
  };
}
