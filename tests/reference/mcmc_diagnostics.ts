/**
 * Figures of ArviZ's summary for chains that anyone can make again.
 *
 * Computed once by an independent implementation in Python 3 with numpy and
 * scipy (`rankdata`, `norm.ppf`, R-7 `quantile`; autocovariances by direct sums)
 * of the definitions in Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021),
 * Bayesian Analysis 16(2), 667–718, DOI 10.1214/20-BA1221.
 *
 * @module
 */

/** What the chains are made of. */
export type ChainKind =
  | "ar"
  | "shifted"
  | "scales"
  | "ties"
  | "antithetic"
  | "cauchy";

/** One row. */
export interface DiagnosticsRow {
  readonly kind: ChainKind;
  readonly mean: number;
  readonly sd: number;
  readonly hdi3: number;
  readonly hdi97: number;
  readonly mcseMean: number;
  readonly mcseSd: number;
  readonly essBulk: number;
  readonly essTail: number;
  readonly rHat: number;
}

/** Four chains of 101 draws, from the generator of Numerical Recipes. */
export function referenceChains(kind: ChainKind): Float64Array[] {
  let state = 12345;
  return Array.from({ length: 4 }, (_, chain) => {
    let x = 0;
    return Float64Array.from({ length: 101 }, () => {
      state = (1664525 * state + 1013904223) % 2 ** 32;
      const u = (state + 0.5) / 2 ** 32;
      const e = Math.log(u / (1 - u));
      switch (kind) {
        case "ar":
          return x = 0.7 * x + e;
        case "shifted":
          return (x = 0.3 * x + e) + chain;
        case "scales":
          return e * (1 + chain);
        case "ties":
          return Math.floor(2 * e);
        case "antithetic":
          return x = -0.6 * x + e;
        case "cauchy":
          return Math.tan(Math.PI * (u - 0.5));
      }
    });
  });
}

/** The figures. */
export const DIAGNOSTICS: readonly DiagnosticsRow[] = [
  {
    kind: "ar",
    mean: 0.020219921649674476,
    sd: 2.4443553527603354,
    hdi3: -3.8176786122259907,
    hdi97: 5.0071034906397935,
    mcseMean: 0.4486241082011467,
    mcseSd: 0.15265614650632295,
    essBulk: 30.236633250037794,
    essTail: 171.9111994351908,
    rHat: 1.1235649956273757,
  },
  {
    kind: "shifted",
    mean: 1.5064004513706386,
    sd: 2.151060716773175,
    hdi3: -1.9332873952071588,
    hdi97: 5.653971720702775,
    mcseMean: 0.5289974829171246,
    mcseSd: 0.10950712259749393,
    essBulk: 15.416734117637057,
    essTail: 268.1935136347109,
    rHat: 1.2105566514597605,
  },
  {
    kind: "scales",
    mean: -0.036352888099424024,
    sd: 5.146258913635576,
    hdi3: -11.20494687324386,
    hdi97: 8.766544230423241,
    mcseMean: 0.22438130124575503,
    mcseSd: 0.7321096761705552,
    essBulk: 583.1686092610258,
    essTail: 295.6104541054659,
    rHat: 1.139942007199714,
  },
  {
    kind: "ties",
    mean: -0.49257425742574257,
    sd: 3.7193670993574064,
    hdi3: -7.0,
    hdi97: 6.0,
    mcseMean: 0.1672592011784614,
    mcseSd: 0.22979928937316838,
    essBulk: 504.0426101944566,
    essTail: 266.7428224899428,
    rHat: 1.0069011062523439,
  },
  {
    kind: "antithetic",
    mean: -0.001683248204823485,
    sd: 2.4725915307797317,
    hdi3: -4.4373369501026065,
    hdi97: 4.694956433747192,
    mcseMean: 0.07664145289996224,
    mcseSd: 0.2147668564802336,
    essBulk: 1040.823996531185,
    essTail: 253.9086929330828,
    rHat: 1.0192003508813219,
  },
  {
    kind: "cauchy",
    mean: 3.4860526803893435,
    sd: 247.27599004866937,
    hdi3: -7.945056671830632,
    hdi97: 9.719199343142527,
    mcseMean: 11.955441469509081,
    mcseSd: 95.51230684253366,
    essBulk: 511.3321096711642,
    essTail: 327.8960738442418,
    rHat: 1.007361911152742,
  },
];
