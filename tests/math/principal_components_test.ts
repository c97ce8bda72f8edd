import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { symmetricEigen } from "lib/math/linear_solve.ts";
import { principalComponents } from "lib/math/principal_components.ts";

/** Rows `[n × width]` whose columns vary less and less. */
function sampleRows(n: number, width: number, decay: number): Float64Array {
  const rng = makeRng(11);
  const mix = Float64Array.from({ length: width * width }, () => rng.normal());
  const rows = new Float64Array(n * width);
  for (let i = 0; i < n; ++i) {
    for (let m = 0; m < width; ++m) {
      const score = rng.normal() * decay ** m;
      for (let j = 0; j < width; ++j) {
        rows[i * width + j] += score * mix[m * width + j];
      }
    }
    for (let j = 0; j < width; ++j) rows[i * width + j] += j;
  }
  return rows;
}

/** Eigenvalues and vectors of the covariance (ddof 1), largest first. */
function directly(rows: Float64Array, width: number) {
  const n = rows.length / width;
  const mean = new Float64Array(width);
  rows.forEach((x, i) => mean[i % width] += x / n);
  const covariance = new Float64Array(width * width);
  for (let i = 0; i < n; ++i) {
    for (let a = 0; a < width; ++a) {
      for (let b = 0; b < width; ++b) {
        covariance[a * width + b] += (rows[i * width + a] - mean[a]) *
          (rows[i * width + b] - mean[b]) / (n - 1);
      }
    }
  }
  const { values, vectors } = symmetricEigen(covariance, width);
  return {
    mean,
    values: [...values].reverse(),
    vectors: [...vectors].reverse(),
  };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; ++i) sum += a[i] * b[i];
  return sum;
}

/** Largest distance of the directions from an orthonormal set. */
function skewness(directions: Float64Array, width: number): number {
  const count = directions.length / width;
  const row = (c: number) => directions.subarray(c * width, (c + 1) * width);
  let most = 0;
  for (let a = 0; a < count; ++a) {
    for (let b = 0; b < count; ++b) {
      const wanted = a === b ? 1 : 0;
      most = Math.max(most, Math.abs(dot(row(a), row(b)) - wanted));
    }
  }
  return most;
}

Deno.test("principalComponents() agrees with an eigen-decomposition of the covariance", () => {
  const [n, width, count] = [120, 24, 6];
  const rows = sampleRows(n, width, 0.6);
  const direct = directly(rows, width);
  const { mean, directions, variances } = principalComponents(rows, width, {
    count,
    rng: makeRng(3),
  });
  for (let j = 0; j < width; ++j) {
    assertAlmostEquals(mean[j], direct.mean[j], 1e-12);
  }
  for (let c = 0; c < count; ++c) {
    // Sixteen directions of 24, four multiplications: the rest decays by
    // (0.6^10)^8 at the least.
    assertAlmostEquals(variances[c] / direct.values[c], 1, 1e-9);
    const along = dot(
      directions.subarray(c * width, (c + 1) * width),
      direct.vectors[c],
    );
    assertAlmostEquals(Math.abs(along), 1, 1e-9);
  }
});

Deno.test("principalComponents() finds every direction where as many are wanted", () => {
  const width = 5;
  const rows = sampleRows(9, width, 0.5);
  const direct = directly(rows, width);
  const { variances, directions } = principalComponents(rows, width, {
    count: width,
    rng: makeRng(1),
  });
  variances.forEach((v, c) =>
    assertAlmostEquals(v / direct.values[c], 1, 1e-10)
  );
  assertAlmostEquals(skewness(directions, width), 0, 1e-12);
});

Deno.test("principalComponents() of rows on a line has one direction with a variance, and the rest stay orthogonal to it", () => {
  const [n, width] = [40, 30];
  const rng = makeRng(5);
  const line = Float64Array.from({ length: width }, () => rng.normal());
  const rows = new Float64Array(n * width);
  let mean = 0;
  const places = Float64Array.from({ length: n }, () => rng.normal());
  places.forEach((t) => mean += t / n);
  let variance = 0;
  places.forEach((t, i) => {
    variance += (t - mean) ** 2 / (n - 1);
    for (let j = 0; j < width; ++j) rows[i * width + j] = 2 + t * line[j];
  });
  const { variances, directions } = principalComponents(rows, width, {
    count: 4,
    rng: makeRng(2),
  });
  assertAlmostEquals(variances[0] / (variance * dot(line, line)), 1, 1e-12);
  for (const rest of variances.subarray(1)) {
    assertAlmostEquals(rest, 0, 1e-24 + 1e-28 * variances[0]);
  }
  const first = directions.subarray(0, width);
  for (let c = 1; c < 4; ++c) {
    const other = directions.subarray(c * width, (c + 1) * width);
    assertAlmostEquals(dot(first, other), 0, 1e-12);
  }
});

Deno.test("principalComponents() of rows that differ by a constant finds the constant direction and nothing else", () => {
  const [n, width] = [40, 30];
  const rows = Float32Array.from(
    { length: n * width },
    (_, i) => Math.log(0.1 + 0.01 * Math.floor(i / width)),
  );
  const { directions, variances } = principalComponents(rows, width, {
    count: 8,
    rng: makeRng(1),
  });
  const first = directions.subarray(0, width);
  for (const x of first) {
    assertAlmostEquals(x * Math.sign(first[0]), 1 / Math.sqrt(width), 1e-12);
  }
  assertEquals([...variances.subarray(1)], new Array(7).fill(0));
});

Deno.test("principalComponents() refuses more directions than rows or columns allow", () => {
  const rows = sampleRows(4, 3, 0.5);
  for (const count of [0, 4, NaN]) {
    const error = assertThrows(
      () => principalComponents(rows, 3, { count, rng: makeRng(1) }),
      RangeError,
    );
    assertEquals(
      error.message,
      `Cannot find ${count} directions in 4 rows of 3 as there must be at least 1 and at most 3`,
    );
  }
});
