import { assert, assertEquals, assertRejects } from "@std/assert";
import { workerMap } from "lib/core/worker_map.ts";

const MODULE = new URL("./square_worker.ts", import.meta.url);

Deno.test("workerMap() gives results in the order of the inputs, however many threads there are", async () => {
  for (const workers of [0, 1, 3, 20]) {
    const seen: [number, number][] = [];
    const said = new Map<number, unknown>();
    const inputs = [0, 1, 2, 3, 4, 5];
    const squares = await workerMap<number, number>(MODULE, inputs, {
      workers,
      onResult: (output, index) => void seen.push([index, output]),
      onMessage: (message, index) => said.set(index, message),
    });
    assertEquals(squares, [0, 1, 4, 9, 16, 25]);
    assertEquals(
      seen.sort(([a], [b]) => a - b),
      squares.map((square, i) => [i, square]),
    );
    assertEquals(said.get(5), "squaring 5");
  }
});

Deno.test("workerMap() of nothing is nothing", async () => {
  assertEquals(await workerMap(MODULE, [], { workers: 2 }), []);
});

Deno.test("workerMap() passes on the error of a thread and stops the others", async () => {
  await assertRejects(
    () => workerMap(MODULE, [1, 13, 2, 3], { workers: 2 }),
    Error,
    "13 is not squared",
  );
});

Deno.test("workerMap() waits for its listener, and passes on its error", async () => {
  let open = 0;
  let most = 0;
  await workerMap<number, number>(MODULE, [5, 6, 7, 8], {
    workers: 1,
    onResult: async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 5));
      --open;
    },
  });
  assertEquals([open, most], [0, 1]);
  await assertRejects(
    () =>
      workerMap<number, number>(MODULE, [5, 6], {
        workers: 2,
        onResult: () => Promise.reject(new Error("the disk is full")),
      }),
    Error,
    "the disk is full",
  );
});

Deno.test("workerMap() stops when it is told to, before or midway", async () => {
  const early = AbortSignal.abort(new Error("never mind"));
  await assertRejects(
    () => workerMap(MODULE, [1], { workers: 1, signal: early }),
    Error,
    "never mind",
  );
  const abort = new AbortController();
  let results = 0;
  await assertRejects(
    () =>
      workerMap<number, number>(MODULE, Array.from({ length: 50 }, () => 0), {
        workers: 1,
        signal: abort.signal,
        onResult: () => {
          ++results;
          abort.abort(new Error("enough"));
        },
      }),
    Error,
    "enough",
  );
  assert(results < 50);
});

Deno.test("workerMap() rejects where the module cannot be loaded", async () => {
  const broken = new URL("data:application/javascript,throw Error('broken')");
  await assertRejects(
    () => workerMap(broken, [1, 2], { workers: 2 }),
    Error,
    "broken",
  );
});
