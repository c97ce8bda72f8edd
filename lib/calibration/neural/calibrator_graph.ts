/**
 * The graphs of a calibrator: volatilities in, parameters and the net's own
 * surface out, every scaler inside.
 *
 * @module
 */

import {
  fromParameters,
  type SurfaceScaler,
  toModes,
  toParameters,
  toVols,
  toWhiteSurface,
} from "lib/calibration/neural/scalers.ts";
import {
  gridSize,
  type SurfaceGrid,
} from "lib/calibration/neural/surface_grid.ts";
import type { Region } from "lib/calibration/neural/training_region.ts";
import { Graph, type Value, type Weights } from "lib/graph/graph.ts";
import { add, multiply } from "lib/graph/ops/arithmetic.ts";
import { buildInferenceGraph } from "lib/graph/optimize/training_graph.ts";
import type {
  Architecture,
  SurfaceShape,
} from "lib/models/networks/architecture.ts";

/** What all graphs of one calibrator share. */
export interface CalibratorDesign {
  /** Names of the parameters, in order. */
  readonly names: readonly string[];
  /** Their box. */
  readonly region: Region;
  /** Grid of the volatilities. */
  readonly grid: SurfaceGrid;
  /** Scaler of the volatilities. */
  readonly scaler: SurfaceScaler;
  /** Family of the networks. */
  readonly architecture: Architecture;
  /** Number of nets whose answers are averaged. */
  readonly members: number;
}

/** Names of the graph's inputs and outputs. */
export const PORTS = {
  vols: "vols",
  parameters: "parameters",
  fitted: "fitted_vols",
} as const;

/** Rows and columns of a grid. */
export function shapeOf(grid: SurfaceGrid): SurfaceShape {
  return { rows: grid.maturities.length, columns: grid.moneyness.length };
}

/** One member of the inverse map: volatilities to places in the box. */
export function inverseNet(
  vols: Value,
  design: CalibratorDesign,
  member: number,
): Value {
  const { architecture, scaler, grid, names } = design;
  const read = architecture.reads === "modes" ? toModes : toWhiteSurface;
  return architecture.encode(
    read(vols, scaler),
    shapeOf(grid),
    names.length,
    `inverse${member}`,
  );
}

/** One member of the surrogate: places in the box to scaled log volatilities. */
export function surrogateNet(
  places: Value,
  design: CalibratorDesign,
  member: number,
): Value {
  const { architecture, grid } = design;
  return architecture.decode(places, shapeOf(grid), `surrogate${member}`);
}

/**
 * The inverse map as a file: `vols [N × nodes]` in; `parameters [N × p]` and
 * `fitted_vols [N × nodes]`, the surrogate at those parameters, out.
 *
 * @param weights Of all members of both nets.
 * @param metadata Text to store beside the graph.
 */
export function exportInverse(
  design: CalibratorDesign,
  weights: Weights,
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const { names, region, grid, members } = design;
  const graph = new Graph({ mode: "inference", weights });
  const vols = graph.input(PORTS.vols, ["N", gridSize(grid)]);
  const places = meanOf(members, (m) => inverseNet(vols, design, m));
  const parameters = toParameters(places, names, region);
  const fitted = fittedVols(fromParameters(parameters, names, region), design);
  return buildInferenceGraph(graph, {
    [PORTS.parameters]: parameters,
    [PORTS.fitted]: fitted,
  }, metadata);
}

/**
 * The surrogate as a file: `parameters [N × p]` in, `fitted_vols [N × nodes]`
 * out.
 *
 * @param weights Of all members.
 * @param metadata Text to store beside the graph.
 */
export function exportSurrogate(
  design: CalibratorDesign,
  weights: Weights,
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const { names, region } = design;
  const graph = new Graph({ mode: "inference", weights });
  const parameters = graph.input(PORTS.parameters, ["N", names.length]);
  const fitted = fittedVols(fromParameters(parameters, names, region), design);
  return buildInferenceGraph(graph, { [PORTS.fitted]: fitted }, metadata);
}

function fittedVols(places: Value, design: CalibratorDesign): Value {
  const scaled = meanOf(
    design.members,
    (m) => surrogateNet(places, design, m),
  );
  return toVols(scaled, design.scaler);
}

function meanOf(count: number, member: (index: number) => Value): Value {
  let sum = member(0);
  for (let m = 1; m < count; ++m) sum = add(sum, member(m));
  return count === 1 ? sum : multiply(sum, 1 / count);
}
