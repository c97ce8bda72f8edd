import { assertEquals, assertRejects } from "@std/assert";
import { BusyError } from "lib/core/worker_pool.ts";
import { MicroBatcher } from "lib/serve/micro_batch.ts";

Deno.test("Requests of one turn of the event loop are one batch, answered in order", async () => {
  const sizes: number[] = [];
  const batcher = new MicroBatcher<number, number>((inputs) => {
    sizes.push(inputs.length);
    return Promise.resolve(inputs.map((x) => x * x));
  });
  const inputs = Array.from({ length: 10 }, (_, i) => i);
  const outputs = await Promise.all(inputs.map((x) => batcher.ask(x)));
  assertEquals(outputs, inputs.map((x) => x * x));
  assertEquals(sizes, [10]);
});

Deno.test("Requests that come while a batch runs form the next, of bounded size", async () => {
  const sizes: number[] = [];
  const gate = Promise.withResolvers<void>();
  const batcher = new MicroBatcher<number, number>(async (inputs) => {
    sizes.push(inputs.length);
    if (sizes.length === 1) await gate.promise;
    return inputs;
  }, { most: 4 });
  const first = batcher.ask(0);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const later = Array.from({ length: 9 }, (_, i) => batcher.ask(i + 1));
  gate.resolve();
  assertEquals(await Promise.all([first, ...later]), [
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
  ]);
  assertEquals(sizes, [1, 4, 4, 1]);
});

Deno.test("When too many wait the next is told so, and the others are answered", async () => {
  const gate = Promise.withResolvers<void>();
  const batcher = new MicroBatcher<number, number>(async (inputs) => {
    await gate.promise;
    return inputs;
  }, { most: 1, waiting: 2 });
  const first = batcher.ask(0);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const [second, third] = [batcher.ask(1), batcher.ask(2)];
  await assertRejects(() => batcher.ask(3), BusyError, "2");
  gate.resolve();
  assertEquals(await Promise.all([first, second, third]), [0, 1, 2]);
});

Deno.test("A batch that fails is tried one by one, so that one fails alone", async () => {
  const batcher = new MicroBatcher<number, number>((inputs) =>
    inputs.includes(3)
      ? Promise.reject(new RangeError("three"))
      : Promise.resolve(inputs)
  );
  const asked = [1, 2, 3, 4].map((x) => batcher.ask(x));
  await assertRejects(() => asked[2], RangeError, "three");
  assertEquals(await Promise.all([asked[0], asked[1], asked[3]]), [1, 2, 4]);
  assertEquals(await batcher.ask(5), 5);
});

Deno.test("An answer of another length is no answer to anybody", async () => {
  const batcher = new MicroBatcher<number, number>(() => Promise.resolve([]));
  await assertRejects(() => batcher.ask(1), Error, "must have 1 answers");
});
