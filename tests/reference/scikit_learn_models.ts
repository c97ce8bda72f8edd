/**
 * Reference values of classical models by scikit-learn 1.2.1 (LIBSVM 3.25 inside)
 * on numpy 1.24.2, on a table that anyone can make again.
 *
 * Ridge: `Ridge(solver="svd")`, `LinearRegression`. Logistic regression:
 * `LogisticRegression(solver="newton-cholesky", tol=1e-14)`, with which
 * `newton-cg` agrees to 2e-10. Machines: `SVR` and `SVC` with `tol=1e-9`; LIBSVM
 * holds kernels in float32. Platt: `sklearn.calibration._sigmoid_calibration`,
 * a quasi-Newton search that stops at a slope of 1e-5.
 */

import type { Matrix } from "lib/math/matrix.ts";

/**
 * Numbers in [−½, ½) with 16 bits, by the linear congruential generator of
 * Numerical Recipes; the last column is the noise.
 */
function draws(rows: number, cols: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: rows * (cols + 1) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 16) / 65536 - 0.5;
  });
}

/** A table and `10·u₀ − 5·u₁ + 20·u₀·u₁ + 4·noise + 3`. */
function tableOf(
  rows: number,
  cols: number,
  seed: number,
  scales: readonly number[] = [],
  shifts: readonly number[] = [],
): { readonly x: Matrix; readonly y: Float64Array } {
  const u = draws(rows, cols, seed);
  const at = (i: number, j: number) => u[i * (cols + 1) + j];
  const data = Float64Array.from({ length: rows * cols }, (_, k) => {
    const j = k % cols;
    return at((k - j) / cols, j) * (scales[j] ?? 1) + (shifts[j] ?? 0);
  });
  const y = Float64Array.from(
    { length: rows },
    (_, i) =>
      10 * at(i, 0) - 5 * at(i, 1) + 20 * at(i, 0) * at(i, 1) +
      4 * at(i, cols) + 3,
  );
  return { x: { data, rows, cols }, y };
}

/** Sixty rows of four features in different units. */
export const LONG = tableOf(60, 4, 1, [1, 8, 1, 64], [0, 0, 16, 0]);
/** Its target as a class: whether above 3. */
export const LONG_CLASSES: Float64Array = LONG.y.map((v) => Number(v > 3));
/** Weights 1, 2, 3, 1, … */
export const LONG_WEIGHTS: Float64Array = LONG.y.map((_, i) => 1 + i % 3);
/** Five rows of eight features. */
export const WIDE = tableOf(5, 8, 3);

/** Coefficients and intercept. */
export interface LinearReference {
  /** Of each feature. */
  readonly coefficients: readonly number[];
  /** Where all features are 0. */
  readonly intercept: number;
}

/** Ridge regression, and least squares, on {@linkcode LONG} and {@linkcode WIDE}. */
export const RIDGE = {
  alpha1: {
    coefficients: [
      ...[9.563380960584272, -0.5284742256470147],
      ...[0.0783653549980059, -0.009684729844781477],
    ],
    intercept: 1.9926945103121978,
  },
  weighted10: {
    coefficients: [
      ...[5.699659999607138, -0.5065342251317699],
      ...[0.023507635163911522, 2.7913074809784305e-6],
    ],
    intercept: 2.933921052145657,
  },
  leastSquares: {
    coefficients: [
      ...[11.507457777575203, -0.5442647732916861],
      ...[0.052003439944447186, -0.015144929672874285],
    ],
    intercept: 2.403038661124186,
  },
  /** On `StandardScaler`'s features, taken back. */
  standardized7: {
    coefficients: [
      ...[10.238412951115158, -0.4787372919133711],
      ...[0.06869611074403507, -0.010088054762198182],
    ],
    intercept: 2.140019507110826,
  },
  /** Two columns more: the first, and the sum of the first and the second. */
  collinear: {
    coefficients: [
      ...[4.711836065688419, -2.6280504194900547, 0.05200343994444773],
      ...[-0.015144929672874063, 4.711836065688415, 2.0837856461983666],
    ],
    intercept: 2.4030386611241767,
  },
  wideLeastSquares: {
    coefficients: [
      ...[6.771597087803041, -3.5924022915916285, -0.5515541129317894],
      ...[-1.4031435418355196, 1.1753114212178073, -8.49896081692625],
      ...[-0.9357308118899919, -0.1589972597019889],
    ],
    intercept: 3.8959352983975757,
  },
  wideTenth: {
    coefficients: [
      ...[5.824813227641131, -2.0764568467734046, -0.12764411233936368],
      ...[-2.0019185371095922, 1.4817994367722906, -5.825484280136329],
      ...[-0.5599812119557459, -0.9494450861560089],
    ],
    intercept: 3.2573169264964266,
  },
} as const;

/** Logistic regression on {@linkcode LONG}. */
export const LOGISTIC = {
  c1: {
    coefficients: [
      ...[3.1593048791814047, -0.38132784053099705],
      ...[0.39427659506497725, 0.016631646529899936],
    ],
    intercept: -5.921647578199699,
  },
  c100: {
    coefficients: [
      ...[18.78748151664999, -1.562702043233885],
      ...[0.3289074160973761, 0.056287434691437016],
    ],
    intercept: -4.513189634891109,
  },
  weighted: {
    coefficients: [
      ...[4.535800851266434, -0.5112594248957959],
      ...[0.29596530493341766, 0.016647540280650238],
    ],
    intercept: -4.273952345147952,
  },
} as const;

/** What a kernel regression predicts for the first six rows of {@linkcode LONG}. */
export const KERNEL_REGRESSION = {
  /** Features as they are; gamma is `scale`. */
  plain: [
    ...[4.239368318907549, 3.6823391246485673, 4.2354144358170505],
    ...[4.105968218567243, 4.060719727099427, 3.8328305384477037],
  ],
  /** c 10, epsilon ½, weights. */
  weighted: [
    ...[4.240195829139636, 0.7733368010089712, 3.7333015158416405],
    ...[3.239050778405083, 4.780260247938946, 2.7885532178428796],
  ],
  /** `StandardScaler` on features and target. */
  standardized: [
    ...[1.1188500148889955, 0.18342635705121824, 0.925812107731228],
    ...[9.00957300203907, 3.294165564037262, 5.6137795924546765],
  ],
} as const;

/** Linear regression machines on {@linkcode LONG} as it is; c 1, epsilon 0.1. */
export const LINEAR_REGRESSION_MACHINE: LinearReference = {
  coefficients: [
    ...[6.991935379886198, -0.6617880386464465],
    ...[0.5274552844364422, 0.003538542016769952],
  ],
  intercept: -5.12678473,
};

/** Decisions of a kernel classifier on the first six rows. */
export const KERNEL_CLASSIFIER = {
  plain: [
    ...[0.9656510187529126, 0.7788481897081583, 1.028956171608843],
    ...[0.8920232905188301, 0.8597324373973929, 0.7166102023528651],
  ],
  plainSupport: 52,
  standardized: [
    ...[-0.4848580582822995, -0.9689673430242061, -0.3275683388590776],
    ...[1.223735802709154, -0.29387129095080317, 1.0000000226350243],
  ],
  standardizedSupport: 37,
} as const;

/** A linear classifier on standardised features. */
export const LINEAR_CLASSIFIER: LinearReference = {
  coefficients: [
    ...[2.2650420096146746, -1.2828484121355392],
    ...[0.07269684110562183, 0.3269587435056217],
  ],
  intercept: 0.42589297,
};

/** Platt's sigmoid of three times the first feature of {@linkcode LONG}. */
export const PLATT = {
  plain: { slope: -2.6357082140332584, offset: -0.6303016123219407 },
  weighted: { slope: -2.6738836649112443, offset: -0.6525646086404988 },
} as const;
