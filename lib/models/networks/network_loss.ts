/**
 * The loss of a network between epochs, over rows that it does not learn from.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import { Graph } from "lib/graph/graph.ts";
import { meanSquaredError } from "lib/graph/ops/loss.ts";
import { buildEvaluationGraph } from "lib/graph/optimize/training_graph.ts";
import {
  evaluationFeeds,
  type TrainingSession,
} from "lib/graph/optimize/training_session.ts";
import {
  type Backend,
  openSession,
  type Session,
} from "lib/graph/session/session.ts";
import { float32 } from "lib/graph/tensor.ts";
import {
  type NetworkTask,
  roomFor,
  rowShape,
} from "lib/models/networks/network_task.ts";
import type { RowSource } from "lib/models/networks/row_source.ts";

/** A session that gives the loss over blocks of rows. */
export function evaluationSession(
  task: NetworkTask,
  backend: Backend,
): Promise<Session> {
  const { loss = meanSquaredError } = task;
  const none = { uniform: () => 0.5, normal: () => 0 };
  const rng: Rng = { ...none, child: () => rng };
  const graph = new Graph({
    mode: "evaluation",
    rng,
    ...(task.frozen === undefined ? {} : { frozen: task.frozen }),
  });
  const x = graph.input("x", ["N", ...rowShape(task)]);
  const y = graph.input("y", ["N", task.outputs]);
  const model = buildEvaluationGraph(graph, { loss: loss(task.forward(x), y) });
  return openSession(model, { backend, name: "evaluation graph" });
}

/** Mean loss over all rows, with the parameters of a training. */
export async function lossOf(
  evaluation: Session,
  { state }: TrainingSession,
  task: NetworkTask,
  rows: RowSource,
): Promise<number> {
  const BLOCK = 2048;
  const feeds = evaluationFeeds(evaluation, state);
  let total = 0;
  for (let first = 0; first < rows.count; first += BLOCK) {
    const count = Math.min(BLOCK, rows.count - first);
    const { x, y } = roomFor(task, count);
    const block = Uint32Array.from({ length: count }, (_, i) => first + i);
    rows.gatherInto(x.data as Float32Array, y.data as Float32Array, block);
    const { loss } = await evaluation.run({ ...feeds, x, y });
    total += count * float32(loss, "loss")[0];
  }
  return total / rows.count;
}
