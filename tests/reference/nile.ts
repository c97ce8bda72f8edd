/**
 * Annual flow of the Nile at Aswan, 1871–1970, 10⁸ m³: Cobb (1978), Biometrika
 * 65, 243, table 1; the data set `nile` of statsmodels.
 *
 * Ljung and Box's statistic over ten lags is that of the documentation of R and
 * statsmodels (88.127). The other figures: statsmodels 0.15.0 `acorr_ljungbox`,
 * `adfuller` (constant, AIC) and OLS with `cov_type="HAC"`; arch 8.0.0
 * `optimal_block_length`. Both compute in doubles, so they agree to rounding.
 */

/** The hundred flows. */
export const NILE: readonly number[] = [
  ...[1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110],
  ...[994, 1020, 960, 1180, 799, 958, 1140, 1100, 1210, 1150, 1250, 1260, 1220],
  ...[1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969],
  ...[831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862],
  ...[698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010],
  ...[771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749],
  ...[838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746],
  ...[919, 718, 714, 740],
];

/** Over 1, 5 and 10 lags; the last is published as 88.127. */
export const NILE_LJUNG_BOX = [
  { lags: 1, statistic: 25.593832, pValue: 4.213843e-7 },
  { lags: 5, statistic: 63.971712, pValue: 1.831145e-12 },
  { lags: 10, statistic: 88.12687155129981, pValue: 1.2586327670205875e-14 },
] as const;

/** Means and HAC errors with Bartlett's weights. */
export const NILE_NEWEY_WEST = [
  { lag: 3, standardError: 25.514424180255375, tStat: 36.03255921062289 },
  { lag: 7, standardError: 31.22322669504227, tStat: 29.444426387423235 },
] as const;

/** Two-sided p-value of the mean of NILE − 920 with 3 lags. */
export const NILE_920_P_VALUE = 0.9796754625135697;

/** Dickey and Fuller: by AIC; with 3 lags; of the running sum of NILE − 920. */
export const NILE_ADF = {
  flows: {
    statistic: -4.048705096914342,
    pValue: 0.0011758879503871243,
    usedLag: 1,
    n: 98,
    criticalValues: {
      "1%": -3.4989097606014496,
      "5%": -2.891516256916761,
      "10%": -2.5827604414827157,
    },
  },
  threeLags: {
    statistic: -3.111884551020395,
    pValue: 0.02568608884114898,
    usedLag: 3,
    n: 96,
    criticalValues: {
      "1%": -3.5003788874873405,
      "5%": -2.8921519665075235,
      "10%": -2.5830997960069446,
    },
  },
  sum: {
    statistic: -0.7579865845622703,
    pValue: 0.8311528563783256,
    usedLag: 2,
    n: 97,
    criticalValues: {
      "1%": -3.4996365338407074,
      "5%": -2.8918307730370025,
      "10%": -2.5829283377617176,
    },
  },
} as const;

/** Optimal block lengths of the flows. */
export const NILE_BLOCK_LENGTH = {
  stationary: 12.33349425828262,
  circular: 14.118326537905858,
} as const;
