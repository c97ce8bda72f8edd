/** What can be set of support vector machines. @module */

/** Hyperparameters of support vector machines. */
export interface SvmParams {
  /** Whether the target is a number or the class 0 or 1. @default {"regression"} */
  readonly task: "regression" | "classification";
  /** The kernel. @default {"rbf"} */
  readonly kernel: "rbf" | "linear";
  /** Cost of an error. @default {1} */
  readonly c: number;
  /** Inverse squared width of rbf; 0: 1/(p·variance of the features). @default {0} */
  readonly gamma: number;
  /** Error of a regression that costs nothing. @default {0.1} */
  readonly epsilon: number;
  /** Whether features and numeric targets are taken to deviation 1. @default {true} */
  readonly standardize: boolean;
  /** Violation of optimality that is left. @default {1e-3} */
  readonly tolerance: number;
}
