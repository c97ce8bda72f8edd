/** What `tenor serve` does. */

import { readApiKeys } from "lib/serve/auth.ts";
import { startServer } from "lib/serve/server.ts";
import type { LogEntry } from "lib/serve/server_context.ts";
import { codeVersion } from "scripts/code_version.ts";
import type { ServeFlags } from "scripts/commands/serve.ts";
import { LogWriter } from "scripts/log_writer.ts";

/** Serves until it is told to stop. */
export async function runServe(flags: ServeFlags): Promise<void> {
  const { host, port, models, backend, threads, bodyLimit, rateLimit } = flags;
  const keys = flags.keysFile === undefined
    ? undefined
    : readApiKeys(await Deno.readTextFile(flags.keysFile));
  const lines = new LogWriter();
  const log = (entry: LogEntry) => {
    if (flags.quiet && entry.level === "info") return;
    lines.add(JSON.stringify(entry), entry.level === "error");
  };
  const server = startServer({
    host,
    port,
    models,
    backend,
    threads,
    bodyLimit,
    ...(rateLimit === undefined ? {} : { requestsPerSecond: rateLimit }),
    ...(keys === undefined ? {} : { keys }),
    clock: () => performance.now(),
    now: () => new Date(),
    newId: () => crypto.randomUUID(),
    log,
    version: await codeVersion(),
  });
  console.error(`Listening on ${server.url} (models from ${models})`);
  const stopped = Promise.withResolvers<void>();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, () => stopped.resolve());
  }
  if (Deno.build.os !== "windows") {
    Deno.addSignalListener("SIGHUP", () => void server.reload());
  }
  await server.ready;
  await stopped.promise;
  await server.stop();
  await lines.flush();
}
