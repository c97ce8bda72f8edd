/**
 * Trees as an ONNX graph: one TreeEnsembleRegressor (ai.onnx.ml 3), float32.
 *
 * A categorical split has no node of its own in that operator. Its set becomes
 * a column beside the features: whether the row's category is in the set, as
 * a product of the one-hot category and the set's members, and the tree looks
 * whether that is above ½. A category never seen is in no set, so each set is
 * written as the side on which such rows do not go.
 *
 * @module
 */

import type {
  Attribute,
  OnnxInitializer,
  OnnxModel,
  OnnxNode,
} from "lib/graph/onnx/write.ts";
import { GRAPH_INPUT, GRAPH_OUTPUT } from "lib/models/estimator.ts";
import { isInSet, type TreeEnsemble } from "lib/models/trees/tree_ensemble.ts";

/** Options of {@linkcode treeGraph}. */
export interface TreeGraphOptions {
  /** Applied to the sum of the trees; the mean is over trees. @default none */
  readonly link?: "sigmoid" | "mean";
  /**
   * What comes out: the sum of the trees `[N × 1]`, or for each tree the
   * number of the leaf within it `[N × T]`.
   *
   * @default {"sum"}
   */
  readonly output?: "sum" | "leaves";
}

const TREES = "tree_sums";

/** Writes an ensemble as a graph. */
export function treeGraph(
  trees: TreeEnsemble,
  options: TreeGraphOptions = {},
): OnnxModel {
  const { link, output = "sum" } = options;
  const columns = setColumns(trees);
  const asLeaves = output === "leaves";
  const treeCount = trees.roots.length - 1;
  const raw = link === undefined ? GRAPH_OUTPUT : TREES;
  const nodes: OnnxNode[] = [...columns.nodes];
  if (treeCount === 0) {
    nodes.push(...constantNodes(raw));
    columns.initializers.push(
      {
        name: "none",
        dims: [trees.features, 1],
        data: new Float32Array(trees.features),
      },
      { name: "base", dims: [1], data: Float32Array.of(trees.base) },
    );
  } else {
    nodes.push({
      op: "TreeEnsembleRegressor",
      domain: "ai.onnx.ml",
      inputs: [columns.input],
      outputs: [raw],
      attributes: {
        ...nodeAttributes(trees, columns.columnOf),
        ...leafAttributes(trees, asLeaves),
      },
    });
  }
  if (link === "sigmoid") {
    nodes.push({ op: "Sigmoid", inputs: [raw], outputs: [GRAPH_OUTPUT] });
  }
  if (link === "mean") {
    const trees = {
      name: "trees",
      dims: [1],
      data: Float32Array.of(treeCount),
    };
    columns.initializers.push(trees);
    nodes.push({
      op: "Div",
      inputs: [raw, trees.name],
      outputs: [GRAPH_OUTPUT],
    });
  }
  return {
    nodes,
    initializers: columns.initializers,
    inputs: [{ name: GRAPH_INPUT, shape: ["N", trees.features] }],
    outputs: [{ name: GRAPH_OUTPUT, shape: ["N", asLeaves ? treeCount : 1] }],
  };
}

/** The base for every row, of whatever is in it. */
function constantNodes(out: string): OnnxNode[] {
  return [
    { op: "IsNaN", inputs: [GRAPH_INPUT], outputs: ["is_missing"] },
    {
      op: "Cast",
      inputs: ["is_missing"],
      outputs: ["missing"],
      attributes: { to: { int: 1 } },
    },
    { op: "MatMul", inputs: ["missing", "none"], outputs: ["nothing"] },
    { op: "Add", inputs: ["nothing", "base"], outputs: [out] },
  ];
}

/** Nodes that put a column for each category set beside the features. */
function setColumns(trees: TreeEnsemble): {
  readonly nodes: OnnxNode[];
  readonly initializers: OnnxInitializer[];
  readonly input: string;
  /** Column that a categorical node looks at. */
  readonly columnOf: ReadonlyMap<number, number>;
} {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxInitializer[] = [];
  const columnOf = new Map<number, number>();
  const parts: string[] = [GRAPH_INPUT];
  let column = trees.features;
  trees.categories.forEach((known, feature) => {
    const own: number[] = [];
    trees.set.forEach((set, node) => {
      if (set >= 0 && trees.feature[node] === feature) own.push(node);
    });
    if (own.length === 0) return;
    const members = new Float32Array(known.length * own.length);
    own.forEach((node, k) => {
      columnOf.set(node, column++);
      for (let c = 0; c < known.length; ++c) {
        const isLeft = isInSet(trees.sets, trees.set[node], c);
        const isMember = isLeft !== (trees.missingLeft[node] === 1);
        members[c * own.length + k] = isMember ? 1 : 0;
      }
    });
    const name = (what: string) => `${what}_${feature}`;
    initializers.push(
      {
        name: name("index"),
        dims: [1],
        data: BigInt64Array.of(BigInt(feature)),
      },
      { name: name("categories"), dims: [1, known.length], data: known },
      {
        name: name("members"),
        dims: [known.length, own.length],
        data: members,
      },
    );
    nodes.push(
      {
        op: "Gather",
        inputs: [GRAPH_INPUT, name("index")],
        outputs: [name("category")],
        attributes: { axis: { int: 1 } },
      },
      {
        op: "Equal",
        inputs: [name("category"), name("categories")],
        outputs: [name("is")],
      },
      {
        op: "Cast",
        inputs: [name("is")],
        outputs: [name("one_hot")],
        attributes: { to: { int: 1 } },
      },
      {
        op: "MatMul",
        inputs: [name("one_hot"), name("members")],
        outputs: [name("sets")],
      },
    );
    parts.push(name("sets"));
  });
  if (parts.length === 1) {
    return { nodes, initializers, input: GRAPH_INPUT, columnOf };
  }
  nodes.push({
    op: "Concat",
    inputs: parts,
    outputs: ["with_sets"],
    attributes: { axis: { int: 1 } },
  });
  return { nodes, initializers, input: "with_sets", columnOf };
}

function nodeAttributes(
  trees: TreeEnsemble,
  columnOf: ReadonlyMap<number, number>,
): Record<string, Attribute> {
  const { roots, feature, threshold, left, missingLeft } = trees;
  const treeIds: number[] = [];
  const nodeIds: number[] = [];
  const features: number[] = [];
  const modes: string[] = [];
  const values: number[] = [];
  const trueIds: number[] = [];
  const falseIds: number[] = [];
  const missingTrue: number[] = [];
  for (let t = 0; t + 1 < roots.length; ++t) {
    for (let i = roots[t]; i < roots[t + 1]; ++i) {
      const isLeaf = feature[i] < 0;
      const column = columnOf.get(i);
      const child = left[i] - roots[t];
      treeIds.push(t);
      nodeIds.push(i - roots[t]);
      modes.push(isLeaf ? "LEAF" : "BRANCH_LEQ");
      features.push(isLeaf ? 0 : column ?? feature[i]);
      values.push(isLeaf ? 0 : column === undefined ? threshold[i] : 0.5);
      // A column of 1 is the side that missing values do not take.
      const isMissingBelow = column !== undefined && missingLeft[i] === 0;
      trueIds.push(isLeaf ? 0 : isMissingBelow ? child + 1 : child);
      falseIds.push(isLeaf ? 0 : isMissingBelow ? child : child + 1);
      missingTrue.push(!isLeaf && column === undefined ? missingLeft[i] : 0);
    }
  }
  return {
    nodes_treeids: { ints: treeIds },
    nodes_nodeids: { ints: nodeIds },
    nodes_featureids: { ints: features },
    nodes_modes: { strings: modes },
    nodes_values: { floats: values },
    nodes_truenodeids: { ints: trueIds },
    nodes_falsenodeids: { ints: falseIds },
    nodes_missing_value_tracks_true: { ints: missingTrue },
  };
}

function leafAttributes(
  { roots, feature, value, base }: TreeEnsemble,
  asLeaves: boolean,
): Record<string, Attribute> {
  const treeIds: number[] = [];
  const nodeIds: number[] = [];
  const targets: number[] = [];
  const weights: number[] = [];
  for (let t = 0; t + 1 < roots.length; ++t) {
    for (let i = roots[t]; i < roots[t + 1]; ++i) {
      if (feature[i] >= 0) continue;
      treeIds.push(t);
      nodeIds.push(i - roots[t]);
      targets.push(asLeaves ? t : 0);
      weights.push(asLeaves ? i - roots[t] : value[i]);
    }
  }
  return {
    n_targets: { int: asLeaves ? roots.length - 1 : 1 },
    ...(asLeaves ? {} : { base_values: { floats: [base] } }),
    target_treeids: { ints: treeIds },
    target_nodeids: { ints: nodeIds },
    target_ids: { ints: targets },
    target_weights: { floats: weights },
    aggregate_function: { string: "SUM" },
  };
}
