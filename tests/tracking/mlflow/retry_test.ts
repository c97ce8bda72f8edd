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

Deno.test("waits double up to the longest, each between half of it and the whole", async () => {
  const tries: number[] = [];
  await persist(
    () => {
      tries.push(performance.now());
      return tries.length < 6 ? Promise.reject(away()) : Promise.resolve();
    },
    { deadline: Infinity },
    options(),
  );
  const waits = tries.slice(1).map((time, i) => time - tries[i]);
  for (const [i, whole] of [20, 40, 80, 80, 80].entries()) {
    // A timer is never early by more than its rounding, and here seldom late.
    assert(waits[i] >= whole / 2 - 1, `wait ${i}: ${waits[i]}`);
    assert(waits[i] <= whole + 50, `wait ${i}: ${waits[i]}`);
  }
});

Deno.test("nothing is tried after the deadline, nor more often than asked", async () => {
  let tries = 0;
  const work = () => {
    ++tries;
    return Promise.reject(away());
  };
  const deadline = performance.now() + 100;
  const failure = await persist(work, { deadline }, options());
  assertEquals(failure?.failure, "away");
  assert(tries >= 2 && tries <= 7, `${tries} tries`);
  assert(performance.now() <= deadline + 50);

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
