/** A server in a process of its own, asked over HTTP. */

import type { Load } from "./http_load.ts";

/** Seconds that a load lasts. */
const SECONDS = 8;

/** Starts a module, or the command line, in a process. */
export function start(args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "--no-lock", ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** The first text that comes. */
export async function firstLine(
  stream: ReadableStream<Uint8Array>,
): Promise<string> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  return value;
}

/** Runs `work` against `tenor serve`, once it is ready. */
export async function withServerProcess(
  flags: readonly string[],
  work: (url: string) => Promise<void>,
): Promise<void> {
  const command = ["scripts/tenor.ts", "serve", "--port", "0", "--quiet"];
  const server = start([...command, ...flags]);
  try {
    const url = /http:\S+/.exec(await firstLine(server.stderr))![0];
    for (;;) {
      const response = await fetch(`${url}/health`);
      await response.body?.cancel();
      if (response.ok) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await work(url);
  } finally {
    server.kill("SIGTERM");
    await server.status;
  }
}

/** Posts a body over and over, over several connections at once. */
export async function load(
  url: string,
  body: unknown,
  connections: number,
): Promise<Load> {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(file, JSON.stringify(body));
    const child = start([
      "tests/bench/http_load.ts",
      url,
      file,
      String(SECONDS),
      String(connections),
    ]);
    const { stdout, stderr, success } = await child.output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    if (!success) throw new Error(text(stderr));
    return JSON.parse(text(stdout).trim().split("\n").at(-1)!);
  } finally {
    await Deno.remove(file);
  }
}

/** Median time of answers asked for one after the other. */
export async function medianAnswerMs(
  url: string,
  body: unknown,
): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 400; ++i) {
    const start = performance.now();
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    await response.json();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}
