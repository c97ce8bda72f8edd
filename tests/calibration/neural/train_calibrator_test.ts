import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  type CalibratorDesign,
  PORTS,
} from "lib/calibration/neural/calibrator_graph.ts";
import type { SurfaceSet } from "lib/calibration/neural/surface_set.ts";
import { openSession } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import { ARCHITECTURES } from "lib/models/networks/architectures.ts";
import type { Checkpoint } from "lib/models/networks/checkpoint.ts";
import type { CheckpointStore } from "lib/models/networks/checkpoint_store.ts";
import { SETS, trainTiny } from "./tiny_calibrator.ts";

/** What a file makes of rows. */
async function runFile(
  file: Uint8Array,
  input: string,
  rows: Float32Array,
  width: number,
) {
  const session = await openSession(file);
  try {
    const [port] = session.summary.inputs;
    assertEquals([port.name, port.shape], [input, ["N", width]]);
    const results = await session.run({
      [input]: tensor(rows, [rows.length / width, width]),
    });
    return Object.fromEntries(
      Object.keys(results).map((name) => [name, float32(results[name], name)]),
    );
  } finally {
    await session.release();
  }
}

/** Mean square of `(a − b)/unit`. */
function meanSquare(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  unit: number,
): number {
  let sum = 0;
  for (let i = 0; i < a.length; ++i) sum += ((a[i] - b[i]) / unit) ** 2;
  return sum / a.length;
}

/** Losses of the surrogate and of the inverse map, computed from their files. */
async function lossesOf(
  design: CalibratorDesign,
  surrogate: Uint8Array,
  inverse: Uint8Array,
  set: SurfaceSet,
) {
  const { deviation } = design.scaler;
  const logs = set.vols.map(Math.log);
  const there = await runFile(
    surrogate,
    PORTS.parameters,
    Float32Array.from(set.parameters),
    1,
  );
  const back = await runFile(inverse, PORTS.vols, set.vols, 200);
  // The box is a decade and more: places are logarithms.
  const half = Math.log(0.8 / 0.05) / 2;
  const places = meanSquare(
    back[PORTS.parameters].map(Math.log),
    set.parameters.map(Math.log),
    half,
  );
  const surface = (fitted: Float32Array) =>
    meanSquare(fitted.map(Math.log), logs, deviation);
  return {
    surrogate: surface(there[PORTS.fitted]),
    inverse: places + surface(back[PORTS.fitted]),
  };
}

for (const architecture of ARCHITECTURES) {
  Deno.test(`A calibrator of ${architecture.name}s learns, and its files give the losses that training saw`, async () => {
    const trained = await trainTiny({ architecture, epochs: 3 });
    const { design, surrogate, inverse, history } = trained;
    assertEquals(Object.keys(history), ["surrogate0", "inverse0"]);
    const least = (net: string) =>
      Math.min(...history[net].map(({ validation }) => validation));
    const losses = await lossesOf(
      design,
      surrogate,
      inverse!,
      SETS.validation,
    );
    // Float32 volatilities in and out of logarithms.
    for (const net of ["surrogate", "inverse"] as const) {
      const [found, seen] = [losses[net], least(`${net}0`)];
      assertAlmostEquals(found / seen, 1, 1e-3, net);
      // Untaught, the mean surface has a loss of 1.
      assert(seen < 0.1, `${net} ${seen}`);
    }
  });
}

Deno.test("Rows do not depend on their neighbours: one at a time gives what many give", async () => {
  const { inverse } = await trainTiny({ epochs: 1 });
  const rows = SETS.test.vols.slice(0, 9 * 200);
  const together = await runFile(inverse!, PORTS.vols, rows, 200);
  for (let i = 0; i < 9; ++i) {
    const row = rows.slice(i * 200, (i + 1) * 200);
    const alone = await runFile(inverse!, PORTS.vols, row, 200);
    assertAlmostEquals(
      alone[PORTS.parameters][0],
      together[PORTS.parameters][i],
      1e-6,
    );
  }
});

Deno.test("Members are nets of other first weights whose answers are averaged", async () => {
  const { history, inverse, surrogate } = await trainTiny({
    members: 2,
    epochs: 1,
  });
  assertEquals(Object.keys(history), [
    ...["surrogate0", "surrogate1", "inverse0", "inverse1"],
  ]);
  assert(
    history["surrogate0"][0].training !== history["surrogate1"][0].training,
  );
  for (const file of [inverse!, surrogate]) assert(file.length > 1e5);
});

Deno.test("A calibrator whose training was stopped and resumed is the same to the byte", async () => {
  const kept = new Map<string, Checkpoint>();
  const checkpoints = (net: string): CheckpointStore => ({
    load: () => Promise.resolve(kept.get(net) ?? null),
    save: (checkpoint) => {
      kept.set(net, checkpoint);
      return Promise.resolve();
    },
  });
  const abort = new AbortController();
  let stopped = "";
  await trainTiny({
    epochs: 2,
    checkpoints,
    signal: abort.signal,
    onEpoch: (net, { epoch }) => {
      if (net === "inverse0" && epoch === 1) abort.abort(new Error("stop"));
    },
  }).catch((error) => stopped = error.message);
  assertEquals(stopped, "stop");
  assertEquals([...kept.keys()], ["surrogate0"]);
  const resumed = await trainTiny({ epochs: 2, checkpoints });
  const whole = await trainTiny({ epochs: 2 });
  assertEquals(resumed.inverse, whole.inverse);
  assertEquals(resumed.surrogate, whole.surrogate);
  assertEquals(resumed.history, whole.history);
});

Deno.test("Progress runs through all nets, once", async () => {
  const shares: number[] = [];
  await trainTiny({
    epochs: 2,
    onProgress: ({ done, total }) => shares.push(done / total!),
  });
  assertEquals(shares, [0.25, 0.5, 0.75, 1]);
});
