import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { TextLineStream } from "@std/streams";
import { sha256Hex } from "lib/core/hash.ts";

/** Starts `tenor serve` and waits for the line that says where. */
async function start(args: readonly string[]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "scripts/tenor.ts", "serve", ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const lines = child.stderr.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream()).getReader();
  const { value = "" } = await lines.read();
  const url = /http:\S+/.exec(value)?.[0] ?? "";
  const output = new Response(child.stdout).text();
  return {
    child,
    url,
    /** Waits for its end; returns its code and what it logged. */
    async end() {
      const { code } = await child.status;
      await lines.cancel();
      return { code, log: await output };
    },
  };
}

async function untilReady(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/health`);
    await response.body?.cancel();
    if (response.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A request to `/calibrate` that takes some time. */
function slowRequest(url: string): Promise<Response> {
  const quotes = [0.2, 0.5, 1, 2].flatMap((maturity) =>
    Array.from({ length: 40 }, (_, i) => ({
      strike: 70 + 1.5 * i,
      maturity,
      type: "call",
      impliedVol: 0.2 + 0.0001 * (i - 20) ** 2 + 0.02 / (maturity + 0.1) +
        0.01 * Math.sin(7 * i + 100 * maturity),
    }))
  );
  return fetch(`${url}/calibrate`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      law: "heston",
      method: "least-squares",
      spot: 100,
      quotes,
    }),
  });
}

Deno.test("tenor serve answers what was asked before SIGTERM, then ends with code 0", async () => {
  const { child, url, end } = await start(["--port", "0"]);
  await untilReady(url);
  const slow = slowRequest(url);
  // Long enough for the request to arrive, too short for it to be answered.
  await new Promise((resolve) => setTimeout(resolve, 100));
  child.kill("SIGTERM");
  const response = await slow;
  const answer = await response.json();
  assertEquals([response.status, answer.law], [200, "heston"]);
  const { code, log } = await end();
  assertEquals(code, 0);
  const lines = log.trim().split("\n").map((line) => JSON.parse(line));
  const request = lines.find((l) => l.route === "/calibrate");
  assertEquals([request.status, request.method], [200, "POST"]);
  assert(!log.includes("least-squares"));
  let refused = false;
  await fetch(`${url}/health`).then(
    (r) => r.body?.cancel(),
    () => refused = true,
  );
  assert(refused);
});

Deno.test("tenor serve with keys asks for one; without, it stays on this machine", async () => {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, `desk:${await sha256Hex("k-1")}\n`);
    const args = ["--port", "0", "--quiet", "--keys-file", file];
    const { child, url, end } = await start(args);
    await untilReady(url);
    const ask = async (headers: Record<string, string>) => {
      const response = await fetch(`${url}/models`, { headers });
      await response.body?.cancel();
      return response.status;
    };
    assertEquals(await ask({}), 401);
    assertEquals(await ask({ authorization: "Bearer k-1" }), 200);
    child.kill("SIGINT");
    assertEquals(await end(), { code: 0, log: "" });
  } finally {
    await Deno.remove(file);
  }
  const open = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "-A",
      "scripts/tenor.ts",
      "serve",
      "--host",
      "0.0.0.0",
    ],
    stderr: "piped",
  }).output();
  assertEquals(open.code, 2);
  const text = new TextDecoder().decode(open.stderr);
  assertStringIncludes(text, "without keys it must be a loopback address");
});
