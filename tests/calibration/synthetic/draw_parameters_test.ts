import { assert, assertEquals } from "@std/assert";
import { trainingRegion } from "lib/calibration/neural/training_region.ts";
import { drawParameters } from "lib/calibration/synthetic/draw_parameters.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

Deno.test("drawParameters() gives the same points in one piece and in chunks of any order", () => {
  for (const name of ["cgmy", "nig"]) {
    const law = lawByName(name);
    const region = trainingRegion(name);
    const draw = (start: number, length: number) =>
      drawParameters(law, region, { start, length, seed: 9 });
    const whole = draw(0, 1000);
    const lengths = new Map([[700, 300], [0, 300], [300, 400]]);
    const chunks = new Map(
      [...lengths].map(([start, length]) => [start, draw(start, length)]),
    );
    const ordered = [0, 300, 700].map((start) => chunks.get(start)!);
    assertEquals(
      ordered.flatMap(({ parameters }) => [...parameters]),
      [...whole.parameters],
    );
    const total = ordered.reduce((n, { invalid }) => n + invalid, 0);
    assertEquals(total, whole.invalid);
    assertEquals(whole.count + whole.invalid, 1000);
  }
});

Deno.test("drawParameters() keeps to the region and to what the law allows", () => {
  for (const name of ["nig", "heston", "meixner", "kou"]) {
    const law = lawByName(name);
    const region = trainingRegion(name);
    const { parameters, count } = drawParameters(law, region, {
      start: 0,
      length: 512,
      seed: 1,
    });
    const { names, size } = law.space;
    for (let i = 0; i < count; ++i) {
      const row = parameters.subarray(i * size, (i + 1) * size);
      assertEquals(law.space.violation(law.space.toParams(row)), null);
      names.forEach((n, j) =>
        assert(row[j] >= region[n][0] && row[j] <= region[n][1])
      );
    }
  }
  // |β| < α cuts a corner off the box of NIG.
  const nig = drawParameters(lawByName("nig"), trainingRegion("nig"), {
    start: 0,
    length: 512,
    seed: 1,
  });
  assert(nig.invalid > 20 && nig.invalid < 200, `${nig.invalid}`);
});

Deno.test("drawParameters() fills every half of every axis evenly, and differs by seed", () => {
  const law = lawByName("cgmy");
  const region = trainingRegion("cgmy");
  const draw = (seed: number) =>
    drawParameters(law, region, { start: 0, length: 256, seed }).parameters;
  const first = draw(1);
  law.space.names.forEach((name, j) => {
    const [low, high] = region[name];
    const eighths = new Array(8).fill(0);
    for (let i = 0; i < 256; ++i) {
      const place = (first[i * 4 + j] - low) / (high - low);
      ++eighths[Math.min(7, Math.floor(8 * place))];
    }
    // A scrambled net of 256 points puts 32 in every eighth.
    assertEquals(eighths, new Array(8).fill(32));
  });
  const second = draw(2);
  assert(first.every((x, i) => x !== second[i]));
});
