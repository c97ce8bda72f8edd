import { assert, assertEquals, assertLess } from "@std/assert";
import { trainingRegion } from "lib/calibration/neural/training_region.ts";
import { drawParameters } from "lib/calibration/synthetic/draw_parameters.ts";
import { lawByName, LAWS } from "lib/pricing/laws/laws.ts";

for (const law of LAWS) {
  Deno.test(`drawParameters() gives valid points of ${law.name} inside its region`, () => {
    const region = trainingRegion(law.name);
    const range = { start: 0, length: 512, seed: 3 };
    const { parameters, count, invalid } = drawParameters(law, region, range);
    assertEquals(count + invalid, 512);
    assert(count > 256);
    for (let i = 0; i < count; ++i) {
      const params = law.space.toParams(
        parameters.subarray(i * law.space.size, (i + 1) * law.space.size),
      );
      assertEquals(law.space.violation(params), null);
      for (const [name, value] of Object.entries(params)) {
        assert(value >= region[name][0] && value <= region[name][1], name);
      }
    }
  });
}

Deno.test("drawParameters() gives a point by its seed and number alone", () => {
  // Of NIG's points some are skipped, so that offsets would show.
  const law = lawByName("nig");
  const region = trainingRegion("nig");
  const draw = (start: number, length: number, seed = 5) =>
    drawParameters(law, region, { start, length, seed });
  const whole = draw(0, 100);
  const parts = [draw(0, 37), draw(37, 1), draw(38, 62)];
  assertEquals(
    parts.flatMap(({ parameters }) => [...parameters]),
    [...whole.parameters],
  );
  assert(whole.invalid > 0);
  assert(whole.parameters[0] !== draw(0, 100, 6).parameters[0]);
});

Deno.test("drawParameters() fills the box more evenly than chance", () => {
  const law = lawByName("variance-gamma");
  const region = trainingRegion(law.name);
  const range = { start: 0, length: 4096, seed: 1 };
  const { parameters } = drawParameters(law, region, range);
  for (const [j, name] of law.space.names.entries()) {
    const [low, high] = region[name];
    const boxes = new Array<number>(64).fill(0);
    for (let i = j; i < parameters.length; i += 3) {
      ++boxes[Math.floor(64 * (parameters[i] - low) / (high - low))];
    }
    // 4096 scrambled Sobol points put exactly 64 into each interval of 1/64.
    assertEquals(boxes, new Array(64).fill(64));
  }
  let mean = 0;
  for (let i = 0; i < 4096; ++i) mean += parameters[3 * i] / 4096;
  // Chance alone would miss the mean by .0023; the sequence by far less.
  assertLess(Math.abs(mean - 0.35), 1e-4);
});
