/**
 * Load on one URL by autocannon: URL, file of the body, seconds, connections;
 * prints one line of JSON.
 */

/** What came of it. */
export interface Load {
  /** Requests answered a second. */
  readonly perSecond: number;
  /** Median time to an answer, in milliseconds. */
  readonly p50: number;
  /** The time that 99 % of the answers did not exceed. */
  readonly p99: number;
  /** Answers other than 2xx, and connections that broke. */
  readonly failed: number;
}

/** Fetched when a bench asks for it: no lock file names it. */
const AUTOCANNON = ["npm:autocannon", "8.0.0"].join("@");

if (import.meta.main) {
  const [url, file, seconds, connections] = Deno.args;
  const { default: autocannon } = await import(AUTOCANNON);
  const settings = {
    url,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: await Deno.readTextFile(file),
    connections: Number(connections),
  };
  await autocannon({ ...settings, duration: 2 });
  const result = await autocannon({ ...settings, duration: Number(seconds) });
  const load: Load = {
    perSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors,
  };
  console.log(JSON.stringify(load));
  // autocannon leaves timers behind.
  Deno.exit(0);
}
