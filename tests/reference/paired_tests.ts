/**
 * Reference values of paired tests and corrections.
 *
 * Darwin's Zea mays: Fisher (1935), The Design of Experiments, section 17;
 * differences in eighths of an inch; p-values as in Hollander and Wolfe and by
 * scipy 1.10.1. Student's t by mpmath at 30 digits. The dependent series: Newey
 * and West's variance written out with numpy 1.24, p-values by scipy's t.
 */

/** Fifteen differences in height; Wilcoxon T = 24, exact p = 1352/2^15. */
export const DARWIN = {
  differences: [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75],
  wilcoxon: { statistic: 24, pValue: 0.041259765625 },
  student: { statistic: 2.14798746133112, pValue: 0.049702944021800956 },
} as const;

/** Sixty normal draws rounded to one decimal: ties and zeros. */
export const TIED = {
  differences: [
    ...[-0.5, -1.0, 0.1, 0.7, 1.4, 0.4, -0.3, -0.5, 1.0, 1.9, 0.6, -0.9],
    ...[-0.7, 1.9, 0.5, -1.4, 0.2, -0.9, -0.3, -0.2, -0.4, 0.9, 0.2, -0.3],
    ...[0.7, 1.1, -1.3, 0.0, -0.7, 0.1, -1.0, 0.3, 0.3, -0.0, -0.7, -0.1],
    ...[-0.8, -1.1, 0.5, -0.8, 1.5, 1.0, -1.7, 0.6, -0.8, 0.3, 0.3, -1.7],
    ...[0.1, 0.0, 1.3, -0.9, 1.0, -0.8, -0.0, -0.5, 1.7, 0.9, 2.7, 0.9],
  ],
  wilcoxon: { statistic: 746, pValue: 0.6712047781584034 },
  student: { statistic: 0.6555719956458436, pValue: 0.51464782092541 },
} as const;

/** A moving average of order two. */
export const DEPENDENT = {
  differences: [
    ...[0.401, 0.068, 1.376, 0.643, 0.606, 0.223, 0.903, 0.244, 0.061, 0.291],
    ...[0.453, -0.48, 0.658, -0.771, -1.461, -2.143, 0.087, 0.085, -0.647],
    ...[-1.577, -0.302, -0.893, -1.529, -0.216, -0.96, -0.606, -0.309, -0.296],
    ...[-0.073, 1.423, 0.52, -0.918, -2.497, -1.435, -0.776, 0.242, -0.161],
    ...[-0.428, -0.898, -0.846, -0.118, -0.19, 0.17],
  ],
  byLags: [
    { lags: 0, statistic: -2.1708500304709952, pValue: 0.03564367504019277 },
    { lags: 1, statistic: -1.747602538838161, pValue: 0.08784124661693296 },
    { lags: 3, statistic: -1.4909302363159849, pValue: 0.14345271100469703 },
    { lags: 5, statistic: -1.341973494569448, pValue: 0.1868147757274185 },
  ],
  byEqualWeights: [
    { lags: 1, statistic: -1.5209136525616052, pValue: 0.13577510502924092 },
    { lags: 3, statistic: -1.3752181403668133, pValue: 0.1763553954886306 },
  ],
} as const;

/** `[t, ν, P(|T| > |t|)]`. */
export const STUDENT_T = [
  [0.5, 1, 0.7048327646991335],
  [2.5, 3, 0.08770664700806555],
  [0.001, 4, 0.99925000015625],
  [4.0621, 9, 0.002833007840390158],
  [12, 7.5, 3.6608064556194796e-6],
  [1.96, 119, 0.052333213032472896],
  [1.96, 121, 0.05229446369813784],
  [3, 400, 0.0028687090148164546],
  [30, 20, 4.195225323999658e-18],
  [1.5, 100000, 0.1336175595228306],
] as const;

/** `[p, ν, quantile]`, by scipy. */
export const STUDENT_QUANTILES = [
  [0.975, 9, 2.2621571627409915],
  [0.975, 1, 12.706204736432095],
  [0.995, 30, 2.7499956535670305],
  [0.6, 200, 0.25368437919010917],
] as const;

/**
 * The fifteen hypotheses of Benjamini and Hochberg (1995), section 4.1: at 5 %
 * their procedure rejects four, Bonferroni's three.
 */
export const THROMBOLYSIS = [
  ...[0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344],
  ...[0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1],
];
