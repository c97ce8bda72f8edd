/**
 * Voting: the mean of what members say, weighted if weights are given
 * (Clemen 1989, doi:10.1016/0169-2070(89)90012-5, on why plain means are hard to
 * beat).
 *
 * @module
 */

import { weightedGraph } from "lib/models/forecast/ensemble/ensemble_graph.ts";
import {
  fitMembers,
  listOf,
  memberConfigs,
  MEMBERS_HYPERPARAMETERS,
  type MembersParams,
  mixedImportance,
} from "lib/models/forecast/ensemble/members.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";

/** What can be set of voting. */
export interface VotingParams extends MembersParams {
  /** A weight for each member with commas; empty: all alike. */
  readonly weights: string;
}

/** Mean of members. */
export const voting: ModelFamily<VotingParams> = {
  family: "voting",
  group: "ensemble",
  description:
    "Mean of what members predict, or of their probabilities, weighted if weights are given (Clemen, 1989)",
  targets: ["number", "class", "path"],
  hyperparameters: {
    ...MEMBERS_HYPERPARAMETERS,
    weights: {
      type: "text",
      default: "",
      doc: "a weight for each member with commas; all alike if empty",
    },
  },
  factory: (params, config) => ({
    learn: async (train, context) => {
      const { kind } = train.target;
      const configs = memberConfigs(params, config, context.registry, kind);
      const weights = readWeights(params.weights, configs.length);
      const members = await fitMembers(configs, train, context);
      return {
        graph: weightedGraph(members, weights),
        importance: mixedImportance(members, weights),
        parameters: members.reduce((n, { facts }) => n + facts.parameters, 0),
        notes: Object.fromEntries(
          configs.map(({ name }, k) => [`weight of ${name}`, weights[k]]),
        ),
      };
    },
  }),
};

/** Weights of sum 1. */
function readWeights(text: string, members: number): Float64Array {
  const given = listOf(text).map(Number);
  const weights = given.length === 0 ? Array(members).fill(1) : given;
  const sum = weights.reduce((a, b) => a + b, 0);
  const fits = weights.length === members && sum > 0 &&
    weights.every((w) => Number.isFinite(w) && w >= 0);
  if (fits) return Float64Array.from(weights, (w) => w / sum);
  throw new RangeError(
    `Cannot set voting's weights as there must be ${members} numbers of at least 0, not all 0: current value is ${text}`,
  );
}
