import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import {
  BASIS_FILE,
  decodeBasis,
  encodeBasis,
} from "lib/calibration/neural/basis_file.ts";
import {
  BASIS_GRID,
  basisAt,
  fitSurfaceBasis,
  isWithin,
  type SurfaceBasis,
} from "lib/calibration/neural/surface_basis.ts";
import {
  gridSize,
  STANDARD_GRID,
  type SurfaceGrid,
} from "lib/calibration/neural/surface_grid.ts";
import { ArtifactError } from "lib/core/errors.ts";
import { makeRng } from "lib/core/rng.ts";

const GRID: SurfaceGrid = {
  maturities: Float64Array.of(0.05, 0.1, 0.3, 0.7, 1.5),
  moneyness: Float64Array.of(0.7, 0.8, 0.95, 1, 1.1, 1.3),
};

/** A basis whose mean and one mode are given functions of the grid. */
function basisOf(
  mean: (k: number, tau: number) => number,
  mode: (k: number, tau: number) => number,
): SurfaceBasis {
  const values = [mean, mode].flatMap((f) =>
    [...GRID.maturities].flatMap((tau) =>
      [...GRID.moneyness].map((k) => f(k, tau))
    )
  );
  return {
    grid: GRID,
    fields: Float32Array.from(values),
    deviations: Float64Array.of(1),
  };
}

Deno.test("basisAt() reproduces mean and modes at the nodes", () => {
  const rng = makeRng(1);
  const size = gridSize(GRID);
  const fields = Float32Array.from({ length: 3 * size }, () => rng.normal());
  const basis = { grid: GRID, fields, deviations: Float64Array.of(2, 1) };
  const columns = GRID.moneyness.length;
  const rows = basisAt(
    basis,
    Float64Array.from({ length: size }, (_, i) => GRID.moneyness[i % columns]),
    Float64Array.from(
      { length: size },
      (_, i) => GRID.maturities[Math.floor(i / columns)],
    ),
  );
  for (let node = 0; node < size; ++node) {
    for (let field = 0; field < 3; ++field) {
      const at = rows[node * 3 + field];
      assertAlmostEquals(at, fields[field * size + node], 1e-14);
    }
  }
});

Deno.test("basisAt() is exact for products of cubics between unequal nodes", () => {
  const cubic = (x: number) => 1 - 2 * x + 3 * x * x - x ** 3;
  const other = (x: number) => 0.3 + x - x * x + 0.4 * x ** 3;
  const basis = basisOf(
    (k, tau) => cubic(k) * other(tau),
    (k, tau) => other(k) * cubic(tau),
  );
  const moneyness = [0.7, 0.72, 0.81, 0.97, 1.04, 1.25, 1.3];
  const maturity = [0.05, 0.06, 0.2, 0.31, 0.9, 1.4, 1.5];
  const rows = basisAt(basis, moneyness, maturity);
  moneyness.forEach((k, i) => {
    // Fields are float32: six digits of values about 1.
    assertAlmostEquals(rows[2 * i], cubic(k) * other(maturity[i]), 2e-6);
    assertAlmostEquals(rows[2 * i + 1], other(k) * cubic(maturity[i]), 2e-6);
  });
});

Deno.test("isWithin() takes the edges in and nothing beyond, nor what is not a number", () => {
  assert(isWithin(GRID, 0.7, 0.05) && isWithin(GRID, 1.3, 1.5));
  for (
    const [k, tau] of [[0.699, 1], [1.301, 1], [1, 0.049], [1, 1.51], [NaN, 1]]
  ) {
    assert(!isWithin(GRID, k, tau));
  }
});

Deno.test("The grid of the modes holds every node of the standard one and is in order", () => {
  for (const key of ["maturities", "moneyness"] as const) {
    const fine = [...BASIS_GRID[key]];
    for (const x of STANDARD_GRID[key]) {
      assert(fine.some((f) => Math.abs(f - x) < 1e-12), `${key} ${x}`);
    }
    assert(fine.every((x, i) => i === 0 || x > fine[i - 1]));
  }
});

Deno.test("fitSurfaceBasis() finds the modes that made log volatilities", () => {
  const rng = makeRng(6);
  const size = gridSize(GRID);
  const wave = (f: number) =>
    Float64Array.from(
      { length: size },
      (_, i) => Math.cos(Math.PI * f * (i + 0.5) / size) * Math.sqrt(2 / size),
    );
  const [first, second] = [wave(1), wave(3)];
  const n = 400;
  const vols = new Float32Array(n * size);
  for (let s = 0; s < n; ++s) {
    const [a, b] = [0.5 * rng.normal(), 0.1 * rng.normal()];
    for (let i = 0; i < size; ++i) {
      vols[s * size + i] = 0.2 * Math.exp(a * first[i] + b * second[i]);
    }
  }
  const { fields, deviations } = fitSurfaceBasis(vols, GRID, {
    modes: 2,
    rng: makeRng(1),
  });
  // Five standard errors of a deviation and of a mean from 400 draws.
  assertAlmostEquals(deviations[0] / 0.5, 1, 5 / Math.sqrt(2 * n));
  assertAlmostEquals(deviations[1] / 0.1, 1, 5 / Math.sqrt(2 * n));
  const along = (field: number, wave: Float64Array) =>
    wave.reduce((sum, w, i) => sum + w * fields[field * size + i], 0);
  assert(Math.abs(along(1, first)) > 0.999);
  assert(Math.abs(along(2, second)) > 0.99);
  assertAlmostEquals(fields[0], Math.log(0.2), 0.05);
});

Deno.test("fitSurfaceBasis() leaves out modes in which the surfaces do not vary", () => {
  const size = gridSize(GRID);
  const vols = Float32Array.from(
    { length: 40 * size },
    (_, i) => 0.1 + 0.01 * Math.floor(i / size),
  );
  const { fields, deviations } = fitSurfaceBasis(vols, GRID, {
    modes: 8,
    rng: makeRng(1),
  });
  assertEquals(deviations.length, 1);
  assertEquals(fields.length, 2 * size);
  // Flat surfaces differ along the constant direction.
  const mode = [...fields.subarray(size)];
  for (const x of mode) {
    assertAlmostEquals(Math.abs(x), 1 / Math.sqrt(size), 1e-6);
    assert(x * mode[0] > 0);
  }
});

Deno.test("A basis comes back from its file, and one that is cut off, longer or foreign is an ArtifactError", () => {
  const basis = basisOf((k, tau) => k + tau, (k, tau) => k - tau);
  const bytes = encodeBasis(basis);
  assertEquals(decodeBasis(bytes), basis);
  const longer = new Uint8Array(bytes.length + 4);
  longer.set(bytes);
  const foreign = new TextEncoder().encode('{"maturities": 3}\nabcd');
  for (
    const broken of [
      bytes.subarray(0, bytes.length - 4),
      bytes.subarray(0, bytes.length - 1),
      bytes.subarray(0, 20),
      new Uint8Array(),
      longer,
      foreign,
    ]
  ) {
    assertThrows(() => decodeBasis(broken), ArtifactError, BASIS_FILE);
  }
});
