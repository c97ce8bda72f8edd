import { assert, assertEquals, assertRejects } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { MlflowError } from "lib/tracking/mlflow/mlflow_error.ts";
import { persist } from "lib/tracking/mlflow/retry.ts";

const options = () => ({
  now: () => performance.now(),
  rng: makeRng(3),
  firstRetryMs: 20,
  lastRetryMs: 80,
});

const away = () => new MlflowError("away", "away");

/** Runs some work and returns the waits, in milliseconds, that it asked for. */
async function waitsOf(work: () => Promise<unknown>): Promise<number[]> {
  const real = globalThis.setTimeout;
  const waits: number[] = [];
  globalThis.setTimeout = ((then: () => void, ms: number) => {
    waits.push(ms);
    return real(then, 0);
  }) as typeof setTimeout;
  try {
    await work();
  } finally {
    globalThis.setTimeout = real;
  }
  return waits;
}

Deno.test("waits double up to the longest, each between half of it and the whole", async () => {
  let tries = 0;
  const work = () => ++tries < 9 ? Promise.reject(away()) : Promise.resolve();
  const waits = await waitsOf(() =>
    persist(work, { deadline: Infinity }, options())
  );
  const most = [20, 40, 80, 80, 80, 80, 80, 80];
  assertEquals(waits.length, most.length);
  for (const [i, wait] of waits.entries()) {
    assert(wait >= most[i] / 2 && wait <= most[i], `wait ${i}: ${wait}`);
  }
  assertEquals(new Set(waits).size, most.length);
});

Deno.test("a wait that the server asks for is kept", async () => {
  const busy = new MlflowError("away", "busy", { retryAfterMs: 700 });
  const waits = await waitsOf(() =>
    persist(
      () => Promise.reject(busy),
      { deadline: Infinity, tries: 3 },
      options(),
    )
  );
  assertEquals(waits, [700, 700]);
});

Deno.test("nothing is tried after the deadline, nor more often than asked", async () => {
  let tries = 0;
  const work = () => {
    ++tries;
    return Promise.reject(away());
  };
  let time = 1000;
  const clock = { ...options(), now: () => (time += 30) };
  const failure = await persist(work, { deadline: 1100 }, clock);
  assertEquals(failure?.failure, "away");
  // The clock is read after each try: 1030 and up to 20 ms, 1060 and up to 40,
  // 1090 and at least 40, which is too late.
  assertEquals(tries, 3);

  tries = 0;
  await persist(work, { deadline: Infinity, tries: 3 }, options());
  assertEquals(tries, 3);
});

Deno.test("a work that hangs is cut off at a strict deadline, or when nobody wants it", async () => {
  const hang = (signal: AbortSignal) =>
    new Promise<void>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  const deadline = performance.now() + 30;
  const failure = await persist(hang, { deadline, strict: true }, options());
  assert(failure !== undefined && performance.now() >= deadline - 1);

  const wanted = new AbortController();
  setTimeout(() => wanted.abort(), 20);
  const { signal } = wanted;
  assert(await persist(hang, { deadline: Infinity, signal }, options()));
});

Deno.test("what is denied is not asked again within the deadline", async () => {
  let tries = 0;
  const failure = await persist(
    () => {
      ++tries;
      return Promise.reject(new MlflowError("denied", "no rights"));
    },
    { deadline: performance.now() + 1000 },
    options(),
  );
  assertEquals([failure?.failure, tries], ["denied", 1]);
});

Deno.test("an error that is not the server's is thrown", async () => {
  await assertRejects(
    () =>
      persist(
        () => Promise.reject(new TypeError("a mistake")),
        { deadline: Infinity },
        options(),
      ),
    TypeError,
    "a mistake",
  );
});
