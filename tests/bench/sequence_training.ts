/**
 * How fast networks are trained: rows a second of whole steps on a backend.
 *
 * Native code is timed where it is cached: `deno run --cached-only` in a
 * process of its own, since no lock file names onnxruntime-node.
 */

import { makeRng } from "lib/core/rng.ts";
import { Graph, type Value } from "lib/graph/graph.ts";
import { meanSquaredError } from "lib/graph/ops/loss.ts";
import { adamW } from "lib/graph/optimize/optimizer.ts";
import { constantRate } from "lib/graph/optimize/schedule.ts";
import { buildTrainingGraph } from "lib/graph/optimize/training_graph.ts";
import { openTraining } from "lib/graph/optimize/training_session.ts";
import type { Backend } from "lib/graph/session/session.ts";
import { tensor } from "lib/graph/tensor.ts";

/** A network to be trained on random rows. */
export interface TrainedNetwork {
  /** What it is, with its sizes. */
  readonly name: string;
  /** Shape of a batch of inputs. */
  readonly shape: readonly [number, ...number[]];
  /** Inputs to outputs. */
  readonly network: (x: Value) => Value;
}

const [WARM_UP, SECONDS] = [3, 3];

/** Median rows a second of the steps that fit into a few seconds, of three at least. */
export async function rowsPerSecond(
  { shape, network }: TrainedNetwork,
  backend: Backend,
): Promise<number> {
  const rng = makeRng(1);
  const graph = new Graph({ mode: "training", rng });
  const y = network(graph.input("x", shape));
  const loss = meanSquaredError(y, graph.input("y", y.shape));
  const run = await openTraining(
    buildTrainingGraph(graph, loss, {
      optimizer: adamW(),
      schedule: constantRate(1e-3),
    }),
    { rng, backend },
  );
  const normal = (dims: readonly number[]) => {
    const data = new Float32Array(dims.reduce((n, d) => n * d, 1));
    return tensor(data.map(() => rng.normal()), dims);
  };
  const batch = { x: normal(shape), y: normal(y.shape as number[]) };
  const times: number[] = [];
  const start = performance.now();
  for (
    let i = 0;
    times.length < 3 || performance.now() - start < 1000 * SECONDS;
    ++i
  ) {
    const before = performance.now();
    await run.step(batch);
    if (i >= WARM_UP) times.push(performance.now() - before);
  }
  await run.release();
  const median = times.sort((a, b) => a - b)[times.length >> 1];
  return shape[0] * 1000 / median;
}

/**
 * Runs a bench in WebAssembly, then in native code where that is on the
 * machine.
 *
 * @param path File of the bench: it is called again with `node`.
 * @param bench Prints the rows of a backend.
 */
export async function onEachBackend(
  path: string,
  bench: (backend: Backend) => Promise<void>,
): Promise<void> {
  if (Deno.args[0] === "node") return await bench("node");
  await bench("wasm");
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-lock", "--cached-only", "-A", path, "node"],
  }).output();
  // Without onnxruntime-node on this machine there is nothing to time.
  if (success) await Deno.stdout.write(stdout);
}
