import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import {
  BASIS_GRID,
  basisAt,
  fitSurfaceBasis,
} from "lib/calibration/neural/surface_basis.ts";
import {
  gridSize,
  STANDARD_GRID,
} from "lib/calibration/neural/surface_grid.ts";
import {
  largestScores,
  readGrid,
  SurfaceProjector,
  type VolPoints,
} from "lib/calibration/neural/surface_projector.ts";
import { synthesize } from "lib/calibration/synthetic/synthesize.ts";
import { makeRng, type Rng } from "lib/core/rng.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

const MODES = 8;
const BASIS = fitSurfaceBasis(
  synthesize(lawByName("variance-gamma"), 60, { seed: 2, grid: BASIS_GRID })
    .vols,
  BASIS_GRID,
  { modes: MODES, rng: makeRng(1) },
);
const COLUMNS = STANDARD_GRID.moneyness.length;
const NODES = gridSize(STANDARD_GRID);
const GRID_PLACES = {
  moneyness: Float64Array.from(
    { length: NODES },
    (_, i) => STANDARD_GRID.moneyness[i % COLUMNS],
  ),
  maturity: Float64Array.from(
    { length: NODES },
    (_, i) => STANDARD_GRID.maturities[Math.floor(i / COLUMNS)],
  ),
};

/** Places anywhere on the grid of the modes. */
function places(count: number, rng: Rng) {
  return {
    moneyness: Float64Array.from(
      { length: count },
      () => 0.75 + 0.5 * rng.uniform(),
    ),
    maturity: Float64Array.from(
      { length: count },
      () => 0.05 + 2 * rng.uniform(),
    ),
  };
}

/** Volatilities at places of the surface with given scores. */
function volsAt(
  at: { moneyness: Float64Array; maturity: Float64Array },
  scores: readonly number[],
): Float64Array {
  const rows = basisAt(BASIS, at.moneyness, at.maturity);
  return at.moneyness.map((_, i) => {
    let log = rows[i * (MODES + 1)];
    scores.forEach((s, j) =>
      log += s * BASIS.deviations[j] * rows[i * (MODES + 1) + 1 + j]
    );
    return Math.exp(log);
  });
}

const SCORES = [1.2, -0.7, 0.5, -1.5, 0.3, 0.8, -0.2, 1];

Deno.test("A surface in the span of the modes comes back from scattered quotes", () => {
  const at = places(150, makeRng(3));
  const projector = new SurfaceProjector(BASIS, STANDARD_GRID, { noise: 1e-7 });
  const surface = projector.project({ ...at, vol: volsAt(at, SCORES) });
  assertEquals(surface.used.length, 150);
  assertAlmostEquals(surface.unexplained, 0, 1e-6);
  SCORES.forEach((s, j) => assertAlmostEquals(surface.scores[j], s, 1e-3));
  const wanted = volsAt(GRID_PLACES, SCORES);
  surface.logVols.forEach((log, i) =>
    assertAlmostEquals(log, Math.log(wanted[i]), 1e-6)
  );
});

Deno.test("Quotes without a volatility or beyond the grid are passed over and change nothing", () => {
  const rng = makeRng(4);
  const at = places(80, rng);
  const vol = volsAt(at, SCORES);
  const projector = new SurfaceProjector(BASIS, STANDARD_GRID);
  const alone = projector.project({ ...at, vol });
  const joined = (a: Float64Array, b: number[]) =>
    Float64Array.from([...b, ...a]);
  const more = projector.project({
    moneyness: joined(at.moneyness, [1, 1, 1, 1, 0.3, 1, 1, NaN]),
    maturity: joined(at.maturity, [1, 1, 1, 1, 1, 5, 0.001, 1]),
    vol: joined(vol, [NaN, 0, -0.2, Infinity, 0.2, 0.2, 0.2, 0.2]),
  });
  assertEquals(more.used, alone.used.map((i) => i + 8));
  assertEquals(more.logVols, alone.logVols);
  assertEquals(more.unexplained, alone.unexplained);
});

Deno.test("Where no quote can be used the surface is refused and says why", () => {
  const projector = new SurfaceProjector(BASIS, STANDARD_GRID);
  const one = (k: number, tau: number, vol: number): VolPoints => ({
    moneyness: Float64Array.of(k),
    maturity: Float64Array.of(tau),
    vol: Float64Array.of(vol),
  });
  for (const points of [one(1, 1, NaN), one(3, 1, 0.2), one(1, 9, 0.2)]) {
    const { message } = assertThrows(
      () => projector.project(points),
      RangeError,
    );
    assert(message.includes("none of 1 does"), message);
  }
});

Deno.test("Few quotes leave what they do not tell to the mean of the law", () => {
  const projector = new SurfaceProjector(BASIS, STANDARD_GRID);
  const at = {
    moneyness: Float64Array.of(1),
    maturity: Float64Array.of(1),
  };
  const vol = volsAt(at, []);
  const { scores, logVols } = projector.project({ ...at, vol });
  assert(scores.every((s) => Math.abs(s) < 1e-9));
  const mean = volsAt(GRID_PLACES, []);
  logVols.forEach((log, i) => assertAlmostEquals(log, Math.log(mean[i]), 1e-6));
});

Deno.test("Quotes that are the grid are read as they are; one that is missing is filled in", () => {
  const projector = new SurfaceProjector(BASIS, STANDARD_GRID);
  // Off the span, so that the modes alone would not return it.
  const vol = volsAt(GRID_PLACES, SCORES).map((v, i) =>
    v * (i === 7 ? 1.2 : 1)
  );
  const points = { ...GRID_PLACES, vol };
  const { logVols, unexplained } = projector.project(points);
  assertEquals(logVols, Float32Array.from(vol, Math.log));
  assert(unexplained > 0.01);
  assertEquals(projector.reader(points), null);
  const gap = vol.slice();
  gap[7] = NaN;
  const holed = { ...GRID_PLACES, vol: gap };
  const filled = projector.project(holed);
  assertEquals(filled.used.length, NODES - 1);
  const wanted = volsAt(GRID_PLACES, SCORES);
  assertAlmostEquals(filled.logVols[7], Math.log(wanted[7]), 1e-3);
  assertNotEquals(projector.reader(holed), null);
});

Deno.test("The reader takes a surface on the grid to the quotes it was made for", () => {
  const at = places(40, makeRng(8));
  const vol = volsAt(at, SCORES);
  const projector = new SurfaceProjector(BASIS, STANDARD_GRID, { noise: 1e-6 });
  const reader = projector.reader({ ...at, vol });
  const onGrid = volsAt(GRID_PLACES, SCORES).map(Math.log);
  const read = readGrid(reader, onGrid);
  assertEquals(read.length, 40);
  read.forEach((log, i) => assertAlmostEquals(log, Math.log(vol[i]), 1e-4));
  assertEquals(readGrid(null, onGrid), onGrid);
});

Deno.test("Places that were seen before give what a new projector gives", () => {
  const rng = makeRng(9);
  const known = new SurfaceProjector(BASIS, STANDARD_GRID);
  // More layouts than are remembered, visited over and over.
  const layouts = Array.from({ length: 11 }, (_, i) => places(20 + i % 3, rng));
  for (let visit = 0; visit < 60; ++visit) {
    const at = layouts[(visit * visit + visit) % layouts.length];
    const scores = SCORES.map(() => rng.normal());
    const vol = volsAt(at, scores);
    if (visit % 5 === 0) vol[visit % vol.length] = NaN;
    const fresh = new SurfaceProjector(BASIS, STANDARD_GRID);
    const points = { ...at, vol };
    assertEquals(known.project(points), fresh.project(points));
    assertEquals(known.reader(points), fresh.reader(points));
  }
});

Deno.test("A projector does not mind a caller who fills the same arrays anew", () => {
  const at = places(30, makeRng(10));
  const points = { ...at, vol: volsAt(at, SCORES) };
  const projector = new SurfaceProjector(BASIS, STANDARD_GRID);
  projector.project(points);
  points.moneyness.set(points.moneyness.map((k) => 2 - k));
  points.vol.set(volsAt(at, SCORES));
  points.vol[3] = NaN;
  assertEquals(
    projector.project(points),
    new SurfaceProjector(BASIS, STANDARD_GRID).project(points),
  );
});

Deno.test("largestScores() is the largest coefficient over a set", () => {
  const many = [SCORES, SCORES.map((s) => -2 * s), SCORES.map((s) => s / 3)];
  const vols = Float32Array.from(many.flatMap((s) => [
    ...volsAt(GRID_PLACES, s),
  ]));
  const most = largestScores(BASIS, {
    law: "variance-gamma",
    grid: STANDARD_GRID,
    names: [],
    parameters: new Float64Array(),
    vols,
    count: 3,
  });
  const projector = new SurfaceProjector(BASIS, STANDARD_GRID);
  SCORES.forEach((s, j) => {
    const each = many.map((scores) =>
      Math.abs(
        projector.project({ ...GRID_PLACES, vol: volsAt(GRID_PLACES, scores) })
          .scores[j],
      )
    );
    // Float32 volatilities, divided by the least deviation of a mode.
    assertAlmostEquals(most[j], Math.max(...each), 1e-2);
    assertAlmostEquals(most[j] / Math.abs(2 * s), 1, 0.2);
  });
});
