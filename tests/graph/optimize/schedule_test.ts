import { assertAlmostEquals, assertThrows } from "@std/assert";
import { Graph } from "lib/graph/graph.ts";
import { constantRate, cosineRate } from "lib/graph/optimize/schedule.ts";
import { runOnce } from "../run_once.ts";

Deno.test("schedules start, peak and end where they say", async () => {
  const rateAt = async (step: number, schedule: typeof constantly) => {
    const graph = new Graph({ mode: "inference" });
    const rate = schedule(graph.input("step", []));
    return (await runOnce(rate, { step: Float32Array.of(step) }))[0];
  };
  const constantly = constantRate(0.3);
  const cosine = cosineRate(2, { steps: 110, warmup: 10, floor: 0.25 });
  const cases = [
    [constantly, 1, 0.3],
    [constantly, 1000, 0.3],
    [cosine, 1, 0.2],
    [cosine, 10, 2],
    // Half-way down from 2 to 0.5.
    [cosine, 60, 1.25],
    [cosine, 110, 0.5],
    [cosine, 5000, 0.5],
  ] as const;
  for (const [schedule, step, expected] of cases) {
    assertAlmostEquals(await rateAt(step, schedule), expected, 1e-6);
  }
});

Deno.test("cosineRate() refuses a warm-up that is not shorter than the whole", () => {
  for (const warmup of [10, 11, -1, NaN]) {
    assertThrows(
      () => cosineRate(1, { steps: 10, warmup }),
      RangeError,
      `must be shorter: current value is ${warmup}`,
    );
  }
});
