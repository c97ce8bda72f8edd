/**
 * Ten minutes of calibrations: the server's memory stays where it is.
 *
 * Run by `deno task test:slow`.
 */

import { assert, assertEquals } from "@std/assert";

const MINUTES = 10;
/** Requests a second: few, so that others can work beside it. */
const RATE = 100;
/** Growth that counts as none, in MiB an hour: the noise of a heap's size. */
const FLAT = 60;

/** Resident memory of a process in MiB. */
async function residentMiB(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
}

/** Slope of y over x by least squares. */
function slope(x: readonly number[], y: readonly number[]): number {
  const mean = (v: readonly number[]) =>
    v.reduce((sum, one) => sum + one, 0) / v.length;
  const [mx, my] = [mean(x), mean(y)];
  const top = x.reduce((sum, xi, i) => sum + (xi - mx) * (y[i] - my), 0);
  return top / x.reduce((sum, xi) => sum + (xi - mx) ** 2, 0);
}

/** A surface of 200 quotes whose spot moves, so that no place is seen twice. */
function surface(step: number): string {
  const spot = 100 + 5 * Math.sin(step / 50);
  const quotes = Array.from({ length: 200 }, (_, i) => ({
    strike: 82 + 2 * (i % 20),
    maturity: 0.2 + 0.17 * Math.floor(i / 20),
    type: i % 2 === 0 ? "call" : "put",
    impliedVol: 0.25 - 0.001 * (i % 20) + 0.002 * Math.sin(step + i),
  }));
  return JSON.stringify({ law: "vg", spot, rate: 0.02, quotes });
}

Deno.test({
  name: `the server's memory is flat over ${MINUTES} minutes of calibrations`,
  ignore: Deno.build.os !== "linux",
  async fn() {
    const server = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "-A",
        "scripts/tenor.ts",
        "serve",
        "--port",
        "0",
        "--quiet",
      ],
      stderr: "piped",
      stdout: "null",
    }).spawn();
    const reader = server.stderr.pipeThrough(new TextDecoderStream())
      .getReader();
    const url = /http:\S+/.exec((await reader.read()).value ?? "")![0];
    try {
      for (;;) {
        const response = await fetch(`${url}/health`);
        await response.body?.cancel();
        if (response.ok) break;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      const began = performance.now();
      const seconds = () => (performance.now() - began) / 1000;
      const times: number[] = [];
      const memory: number[] = [];
      let asked = 0;
      let failed = 0;
      while (seconds() < 60 * MINUTES) {
        const due = Math.floor(seconds() * RATE) - asked;
        await Promise.all(
          Array.from({ length: Math.min(due, 60) }, async () => {
            const response = await fetch(`${url}/calibrate`, {
              method: "POST",
              headers: { "content-type": "application/json" },
              body: surface(++asked),
            });
            if (!response.ok) ++failed;
            await response.body?.cancel();
          }),
        );
        // The first minutes fill caches and let the heap find its size.
        if (seconds() > 20 * MINUTES) {
          times.push(seconds());
          memory.push(await residentMiB(server.pid));
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      assertEquals(failed, 0);
      const growth = slope(times, memory) * 3600;
      console.log(
        `${asked} requests, ${memory.at(-1)!.toFixed(0)} MiB, ${
          growth.toFixed(1)
        } MiB an hour`,
      );
      assert(growth < FLAT, `memory grew by ${growth.toFixed(1)} MiB an hour`);
    } finally {
      server.kill("SIGTERM");
      await server.status;
      await reader.cancel();
    }
  },
});
