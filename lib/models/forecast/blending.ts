/**
 * Blending: members learn from the training windows, their weights from the
 * validation windows: non-negative least squares for numbers, a mixture of
 * least log loss for classes.
 *
 * Members that stop early have seen the validation windows too, by when they
 * stopped; what is reported on windows after them is not touched by that.
 *
 * @module
 */

import { weightedGraph } from "lib/models/forecast/ensemble/ensemble_graph.ts";
import {
  fitMembers,
  memberConfigs,
  memberOutputs,
  MEMBERS_HYPERPARAMETERS,
  type MembersParams,
  mixedImportance,
} from "lib/models/forecast/ensemble/members.ts";
import {
  leastSquaresWeights,
  likeliestWeights,
} from "lib/models/forecast/ensemble/weights.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/** Members weighted on the validation windows. */
export const blending: ModelFamily<MembersParams> = {
  family: "blending",
  group: "ensemble",
  description:
    "Members weighted on the validation windows: non-negative least squares, for classes a mixture of least log loss (Breiman, 1996)",
  targets: ["number", "class", "path"],
  hyperparameters: MEMBERS_HYPERPARAMETERS,
  factory: (params, config) => ({
    learn: async (train, context) => {
      const { kind } = train.target;
      const { registry, validation } = context;
      const configs = memberConfigs(params, config, registry, kind);
      const members = await fitMembers(configs, train, context);
      const said = await memberOutputs(members, validation, context);
      const weights = blendingWeights(said, validation);
      return {
        graph: weightedGraph(members, weights),
        importance: mixedImportance(members, weights),
        parameters: members.length +
          members.reduce((n, { facts }) => n + facts.parameters, 0),
        notes: Object.fromEntries(
          configs.map(({ name }, k) => [`weight of ${name}`, weights[k]]),
        ),
      };
    },
  }),
};

/**
 * Weights of members by what they say of windows.
 *
 * @param said Predictions or probabilities of each member.
 */
export function blendingWeights(
  said: readonly Float64Array[],
  windows: Windows,
): Float64Array {
  const labels = Float64Array.from(windows.labels());
  const { target } = windows;
  if (target.kind !== "class") return leastSquaresWeights(said, labels);
  return likeliestWeights(
    said.map((p) => labels.map((c, i) => p[i * target.classes + c])),
  );
}
