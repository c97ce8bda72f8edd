/**
 * Shrunk covariances of three EDHEC hedge fund indices (Convertible Arbitrage, CTA
 * Global, Distressed Securities), January 1997 to December 1998, 24 months.
 */
export const INDICES: readonly (readonly number[])[] = [
  [0.0119, 0.0393, 0.0178],
  [0.0123, 0.0298, 0.0122],
  [0.0078, -0.0021, -0.0012],
  [0.0086, -0.017, 0.003],
  [0.0156, -0.0015, 0.0233],
  [0.0212, 0.0085, 0.0217],
  [0.0193, 0.0591, 0.0234],
  [0.0134, -0.0473, 0.0147],
  [0.0122, 0.0198, 0.035],
  [0.01, -0.0098, -0.0064],
  [0.0, 0.0133, 0.0054],
  [0.0068, 0.0286, 0.0073],
  [0.0145, 0.0104, 0.0095],
  [0.0146, -0.0065, 0.0227],
  [0.0144, 0.0122, 0.0252],
  [0.0126, -0.0296, 0.0165],
  [0.0056, 0.0193, 0.0006],
  [-0.0006, 0.0051, -0.0047],
  [0.006, -0.001, -0.0069],
  [-0.0319, 0.0691, -0.0836],
  [-0.0196, 0.0454, -0.0215],
  [-0.0214, 0.0004, -0.0029],
  [0.0269, -0.0089, 0.0164],
  [0.0113, 0.0221, 0.0108],
];

/** `LedoitWolf().fit` of scikit-learn 1.2.1. */
export const SCIKIT_LEARN = {
  shrinkage: 0.7855978841141611,
  covariance: [
    0.0003958126323777848,
    -2.957031376716221e-05,
    5.35383635246297e-05,
    -2.957031376716221e-05,
    0.0005020592435681524,
    -4.9126570985650055e-05,
    5.35383635246297e-05,
    -4.9126570985650055e-05,
    0.00046658959974850704,
  ],
} as const;

/**
 * Constant correlation: the formulas of Ledoit and Wolf (2004), Honey, I shrunk
 * the sample covariance matrix, appendices A and B, written out term by term in
 * numpy 1.24.2 (both ϑ of each pair, where the library uses their symmetry).
 */
export const CONSTANT_CORRELATION = {
  shrinkage: 0.5928576368493719,
  averageCorrelation: 0.012883350560286111,
  covariance: [
    0.0001795999826388889,
    -5.349332935550618e-05,
    0.00010397851608661362,
    -5.349332935550618e-05,
    0.0006751483159722222,
    -8.880903825681442e-05,
    0.00010397851608661362,
    -8.880903825681442e-05,
    0.0005097131770833333,
  ],
} as const;

/**
 * NAG Library Mark 27.2, example of g02aa (Qi and Sun's Newton method), the
 * nearest correlation to the matrix with 2 on and −1 beside the diagonal.
 */
export const NAG_NEAREST_CORRELATION: readonly number[] = [
  1.0,
  -0.8084124981489,
  0.1915875018502,
  0.1067750490255,
  -0.8084124981489,
  1.0,
  -0.6562326948064,
  0.1915875018502,
  0.1915875018502,
  -0.6562326948064,
  1.0,
  -0.8084124981489,
  0.1067750490255,
  0.1915875018502,
  -0.8084124981489,
  1.0,
];
