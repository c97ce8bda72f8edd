/**
 * What the trees of a delta model see, as the first nodes of its graph.
 *
 * With F = S·e^(cT), C = mark·e^(rT) and the time value
 * V = max(C − (±(F − K))⁺, 1e−5·F):
 *
 *     distance           (F − K) / V         a function of Bachelier's d alone
 *     exercise_distance  (S − K) / V₀        the same of exercise now
 *     moneyness          (F/K − K/F) / 2√T   sinh ln(F/K), over the root of time
 *     price              C / F
 *     …                  volatility indices
 *
 * with V₀ = max(mark − (±(S − K))⁺, 1e−5·S): a put worth no more than its
 * exercise has delta −1, whatever it would be worth against the forward. Days
 * to expiry are in the others, and stand for themselves in none: what trees
 * make of a number of days that they have seen is those days' noise.
 *
 * Under Bachelier's law (F − K)/V is a rising function of d = (F − K)/(σ√T),
 * and delta is N(d): V/(σ√T) = φ(d) − |d|·N(−|d|). So the first column alone
 * nearly is the delta, whatever the underlying and the volatility; the others
 * let the trees correct it. All are free of the unit of the price.
 *
 * The first three fall as the strike rises and all else stays; the others do not
 * contain the strike. Trees that rise in these three are monotone in strike.
 *
 * That holds in float32 too, to the last bit: sums, products and quotients are
 * rounded correctly, so each is monotone after rounding. A logarithm need not
 * be, and on native code its last bit depends on the row's place in the batch:
 * therefore sinh ln(F/K) = (F/K − K/F)/2 and not ln(F/K).
 *
 * @module
 */

import type { CarryCurve } from "lib/greeks/carry_curve.ts";
import {
  type DeltaFeature,
  INDEX_FEATURES,
  QUOTE_FEATURES,
} from "lib/greeks/delta_features.ts";
import type {
  OnnxInitializer,
  OnnxModel,
  OnnxNode,
} from "lib/graph/onnx/write.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import { GRAPH_INPUT } from "lib/models/estimator.ts";

/** Columns made of a quote, in order; volatility indices follow. */
export const TREE_COLUMNS = [
  "distance",
  "exercise_distance",
  "moneyness",
  "price",
] as const;

/** Columns that fall as the strike rises, all else the same. */
const FALLS_IN_STRIKE: readonly string[] = TREE_COLUMNS.slice(0, 3);

/** Name of the graph's output, float32 `[N × q]`. */
export const TREE_INPUT = "tree_features";

/** Least time value, as a share of the forward: below a price says nothing. */
const LEAST_TIME_VALUE = 1e-5;

/** Names of the trees' columns for a model of some features. */
export function treeColumns(features: readonly DeltaFeature[]): string[] {
  return [...TREE_COLUMNS, ...indicesOf(features)];
}

/** For each column: 1 where delta rises in it, 0 where it may do either. */
export function treeMonotone(features: readonly DeltaFeature[]): number[] {
  return treeColumns(features).map((name) =>
    FALLS_IN_STRIKE.includes(name) ? 1 : 0
  );
}

/**
 * The graph from a model's features to its trees' columns.
 *
 * @param type Side of the chain.
 * @param features Columns of the input, as `DELTA_FEATURES` orders them.
 * @param curve Rates.
 */
export function featureGraph(
  type: ContractType,
  features: readonly DeltaFeature[],
  curve: CarryCurve,
): OnnxModel {
  const graph = new Nodes();
  const [dte, , mark, strike, spot, ...indices] = graph.split(
    GRAPH_INPUT,
    features,
  );
  const tau = graph.apply(
    "Mul",
    graph.apply("Max", dte, graph.constant(0.5)),
    graph.constant(1 / 365),
  );
  const growth = (rate: number) =>
    graph.apply("Exp", graph.apply("Mul", tau, graph.constant(rate)));
  const forward = graph.apply("Mul", spot, growth(curve.carry));
  const price = graph.apply("Mul", mark, growth(curve.rate));
  const distance = (underlying: string, value: string) => {
    const inside = graph.apply("Sub", underlying, strike);
    const intrinsic = graph.apply(
      "Relu",
      type === "call" ? inside : graph.apply("Neg", inside),
    );
    const timeValue = graph.apply(
      "Max",
      graph.apply("Sub", value, intrinsic),
      graph.apply("Mul", underlying, graph.constant(LEAST_TIME_VALUE)),
    );
    return graph.apply("Div", inside, timeValue);
  };
  const ratios = graph.apply(
    "Sub",
    graph.apply("Div", forward, strike),
    graph.apply("Div", strike, forward),
  );
  const columns = [
    distance(forward, price),
    distance(spot, mark),
    graph.apply(
      "Div",
      graph.apply("Mul", ratios, graph.constant(0.5)),
      graph.apply("Sqrt", tau),
    ),
    graph.apply("Div", price, forward),
    ...indices,
  ];
  graph.nodes.push({
    op: "Concat",
    inputs: columns,
    outputs: [TREE_INPUT],
    attributes: { axis: { int: 1 } },
  });
  return {
    nodes: graph.nodes,
    initializers: graph.initializers,
    inputs: [{ name: GRAPH_INPUT, shape: ["N", features.length] }],
    outputs: [{ name: TREE_INPUT, shape: ["N", columns.length] }],
  };
}

function indicesOf(features: readonly DeltaFeature[]): string[] {
  return features.slice(QUOTE_FEATURES.length).filter((name) =>
    (INDEX_FEATURES as readonly string[]).includes(name)
  );
}

/** Nodes on columns `[N × 1]`, named by their number. */
class Nodes {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxInitializer[] = [];
  #named = 0;

  /** The columns of a matrix. */
  split(input: string, names: readonly string[]): string[] {
    const sizes = this.#name();
    this.initializers.push({
      name: sizes,
      dims: [names.length],
      data: new BigInt64Array(names.length).fill(1n),
    });
    this.nodes.push({
      op: "Split",
      inputs: [input, sizes],
      outputs: names,
      attributes: { axis: { int: 1 } },
    });
    return [...names];
  }

  /** One operator. */
  apply(op: string, ...inputs: string[]): string {
    const out = this.#name();
    this.nodes.push({ op, inputs, outputs: [out] });
    return out;
  }

  /** A number. */
  constant(value: number): string {
    const name = this.#name();
    this.initializers.push({
      name,
      dims: [1, 1],
      data: Float32Array.of(value),
    });
    return name;
  }

  #name(): string {
    return `v${this.#named++}`;
  }
}
