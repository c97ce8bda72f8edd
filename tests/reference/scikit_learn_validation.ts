/**
 * Reference values of scores and validation by scikit-learn 1.2.1 on numpy
 * 1.24.2. Inputs are typed here; nothing is drawn but the shuffles of
 * permutation importance, whose standard errors are given.
 */

/** Probabilities: log_loss, brier_score_loss, roc_auc_score, accuracy_score. */
export const CLASSES = {
  actual: [0, 1, 1, 0, 1, 0, 0, 1, 1, 0],
  predicted: [0.2, 0.7, 0.55, 0.4, 0.4, 0.4, 0.05, 1.0, 0.3, 0.9],
  weights: [1, 2, 0.5, 1, 3, 1, 1.5, 1, 2, 0.25],
  scores: {
    logLoss: 0.6673448667122232,
    brier: 0.23150000000000004,
    auc: 0.72,
    accuracy: 0.7,
  },
  weighted: {
    logLoss: 0.6087899778268407,
    brier: 0.21943396226415096,
    auc: 0.7801857585139319,
    accuracy: 0.6037735849056604,
  },
  /** log_loss([1, 0], [0, 0.25]): a certain mistake. */
  certainMistake: 18.165667730784467,
} as const;

/** Deltas: mean_absolute_error, √mean_squared_error, r2_score, max_error. */
export const DELTAS = {
  actual: [0.51, 0.48, 0.97, 0.03, 0.22, 0.75, 0.81, 0.12],
  predicted: [0.50, 0.52, 0.93, 0.05, 0.20, 0.79, 0.80, 0.15],
  weights: [1, 2, 0.5, 1, 3, 1, 1.5, 1],
  scores: {
    mae: 0.026250000000000002,
    rmse: 0.028939592256975562,
    r2: 0.9918510072215887,
    maxError: 0.040000000000000036,
  },
  weighted: {
    mae: 0.02500000000000001,
    rmse: 0.027551604473984987,
    r2: 0.9903423548461716,
    maxError: 0.040000000000000036,
  },
  /** numpy.quantile of absolute errors at 0.5, 0.9, 0.95, 0.99. */
  quantiles: [
    ...[0.025, 0.040000000000000036],
    ...[0.040000000000000036, 0.040000000000000036],
  ],
} as const;

/** isotonic_regression(y, sample_weight=w, increasing=False). */
export const ISOTONIC = {
  y: [0.95, 0.97, 0.88, 0.9, 0.71, 0.74, 0.73, 0.5, 0.2, 0.25],
  weights: [1, 2, 1, 0.5, 3, 1, 1, 2, 1, 4],
  decreasing: [
    ...[0.9633333333333333, 0.9633333333333333, 0.8866666666666667],
    ...[0.8866666666666667, 0.72, 0.72, 0.72, 0.5, 0.24, 0.24],
  ],
  /** The same of y from its end, increasing, weights in the order above. */
  reversedIncreasing: [
    ...[0.21666666666666667, 0.21666666666666667, 0.5, 0.73],
    ...[0.7324999999999999, 0.7324999999999999, 0.8866666666666667],
    ...[0.8866666666666667, 0.954, 0.954],
  ],
} as const;

/**
 * 24 rows t of 2·sin t, cos 0.7t and (7t mod 11)/5, the target
 * 1.5z₀ − 2z₁ + z₂/4 + 0.3·sin 5t, all rounded to three decimals.
 */
export const WAVES = {
  rows: 24,
  /** LinearRegression on all rows: −mean_absolute_error and importances. */
  leastSquares: {
    coefficients: [
      1.4899053089854517,
      -2.0141522585823153,
      0.29103971204323176,
    ],
    mae: 0.1874953348878957,
    /** permutation_importance by mean squared error, 20,000 shuffles. */
    squaredImportance: [
      8.620233746847827,
      4.275140027846544,
      0.0703414309558228,
    ],
    squaredError: [0.0128, 0.0063, 0.000156],
    /** By mean absolute error: mean, its standard error, deviation. */
    importance: [2.205883612098864, 1.494013373929899, 0.08790921550817929],
    importanceError: [0.00238, 0.00169, 0.000223],
    importanceDeviation: [
      0.3363585653619513,
      0.23961169130157703,
      0.0314963940,
    ],
  },
  /** cross_val_predict with LeaveOneGroupOut over t mod 4. */
  outOfFold: {
    mae: 0.1932204494572782,
    r2: 0.9924318717862789,
    maeByGroup: [
      ...[0.20269505549869812, 0.20176748865081442],
      ...[0.16613378823729993, 0.2022854654423003],
    ],
    first: -2.1035407173825873,
    last: -0.3367193442061575,
    /** Ridge(alpha=2.5). */
    ridge: { mae: 0.4076855696203749, r2: 0.9603927557762054 },
  },
} as const;
