/** A thread that grows trees of a forest. @module */

import { serveWorkerMap } from "lib/core/worker_map.ts";
import type { ForestTask } from "lib/models/forest/fit_forest.ts";
import { makeTreeGrower } from "lib/models/forest/grow_forest_tree.ts";
import type { TreeArrays } from "lib/models/trees/join_trees.ts";

serveWorkerMap<ForestTask, TreeArrays[]>(
  ({ table, options, seeds }, _, signal) => {
    const grow = makeTreeGrower(table, options);
    return seeds.map((seed) => {
      signal.throwIfAborted();
      return grow(seed);
    });
  },
);
