/**
 * A stored calibrator, ready to fit surfaces by either route.
 *
 * @module
 */

import { BASIS_FILE, decodeBasis } from "lib/calibration/neural/basis_file.ts";
import {
  type CalibratorDetails,
  gridOfDetails,
  readCalibratorDetails,
} from "lib/calibration/neural/calibrator_artifact.ts";
import { PORTS } from "lib/calibration/neural/calibrator_graph.ts";
import type {
  ModelIdentity,
  NetFit,
  NeuralCalibrator,
} from "lib/calibration/neural/net_fit.ts";
import { judge } from "lib/calibration/neural/region_check.ts";
import { gridSize } from "lib/calibration/neural/surface_grid.ts";
import {
  type ProjectedSurface,
  SurfaceProjector,
  type VolPoints,
} from "lib/calibration/neural/surface_projector.ts";
import { SurrogateFitter } from "lib/calibration/neural/surrogate_fit.ts";
import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import { ArtifactError } from "lib/core/errors.ts";
import {
  type Backend,
  openSession,
  type Session,
} from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

/** What is loaded: the files of an artifact and what its metadata says. */
export interface CalibratorSource {
  /** Files by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Kind that the metadata names. */
  readonly kind: string;
  /** Details that the metadata gives. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Which model it is. */
  readonly identity: ModelIdentity;
  /** Where it stands, for messages. */
  readonly path: string;
}

/** How to load. */
export interface LoadCalibratorOptions {
  /** What runs the graph. @default {"wasm"} */
  readonly backend?: Backend;
}

/** Parameters and the net's own surface at them. */
export interface NetAnswers {
  /** Parameters `[n × p]`. */
  readonly parameters: Float32Array;
  /** Volatilities `[n × nodes]`. */
  readonly fitted: Float32Array;
}

/**
 * Opens a calibrator.
 *
 * @param source Files and metadata of an artifact.
 * @param options Backend.
 * @throws {ArtifactError} If a file is missing, of another model or another
 * law.
 */
export async function loadCalibrator(
  source: CalibratorSource,
  options: LoadCalibratorOptions = {},
): Promise<NeuralCalibrator> {
  const { files, kind, path, identity } = source;
  const details = readCalibratorDetails(kind, source.details, path);
  const law = lawByName(details.law);
  if (details.names.join() !== law.space.names.join()) {
    throw new ArtifactError(
      `Cannot load ${path} as its parameters must be those of ${law.name} (${
        law.space.names.join(", ")
      }): current value is ${details.names.join(", ")}`,
      { path },
    );
  }
  const need = (name: string) => {
    const bytes = files.get(name);
    if (bytes === undefined) {
      throw new ArtifactError(`Cannot load ${path} as it must hold ${name}`, {
        path,
      });
    }
    return bytes;
  };
  const basis = decodeBasis(need(BASIS_FILE));
  const projector = new SurfaceProjector(basis, gridOfDetails(details));
  const session = await openSession(need("model.onnx"), {
    ...options,
    name: `${path}/model.onnx`,
  });
  try {
    checkPorts(session, details, path);
    const answer = details.route === "inverse"
      ? inverseAnswers(session, details)
      : await surrogateAnswers(session, details);
    return {
      law,
      identity,
      fit: async (surfaces) => {
        const read = surfaces.map((quotes) => {
          const points = volPoints(quotes);
          return { points, surface: projector.project(points) };
        });
        const answers = await answer(read.map((r) => r.surface));
        return read.map(({ points, surface }, i) =>
          netFit(points, surface, answers, i, details, projector)
        );
      },
      release: () => session.release(),
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** Quotes in the coordinates of a law. */
export function volPoints(quotes: CalibrationQuotes): VolPoints {
  const { size, slices, sliceOf, strike, impliedVol } = quotes;
  const moneyness = new Float64Array(size);
  const maturity = new Float64Array(size);
  for (let i = 0; i < size; ++i) {
    const { forward, tau } = slices[sliceOf[i]];
    moneyness[i] = strike[i] / forward;
    maturity[i] = tau;
  }
  return { moneyness, maturity, vol: impliedVol };
}

/** One run of the graph over all surfaces. */
function inverseAnswers(session: Session, { names }: CalibratorDetails) {
  return async (
    surfaces: readonly ProjectedSurface[],
  ): Promise<NetAnswers> => {
    const nodes = surfaces[0].logVols.length;
    const vols = new Float32Array(surfaces.length * nodes);
    surfaces.forEach(({ logVols }, i) => {
      for (let j = 0; j < nodes; ++j) {
        vols[i * nodes + j] = Math.exp(logVols[j]);
      }
    });
    const results = await session.run({
      [PORTS.vols]: tensor(vols, [surfaces.length, nodes]),
    });
    const parameters = float32(results[PORTS.parameters], PORTS.parameters);
    if (parameters.length !== surfaces.length * names.length) {
      throw new ArtifactError("Cannot read the net's parameters: wrong number");
    }
    return {
      parameters,
      fitted: float32(results[PORTS.fitted], PORTS.fitted),
    };
  };
}

/** Least squares on the surrogate, a surface after the other. */
async function surrogateAnswers(session: Session, details: CalibratorDetails) {
  const fitter = await SurrogateFitter.prepare(session, details);
  return async (
    surfaces: readonly ProjectedSurface[],
  ): Promise<NetAnswers> => {
    const p = details.names.length;
    const nodes = surfaces[0].logVols.length;
    const parameters = new Float32Array(surfaces.length * p);
    const fitted = new Float32Array(surfaces.length * nodes);
    for (const [i, { logVols }] of surfaces.entries()) {
      const one = await fitter.fit(logVols);
      parameters.set(one.parameters, i * p);
      fitted.set(one.fitted, i * nodes);
    }
    return { parameters, fitted };
  };
}

function netFit(
  points: VolPoints,
  surface: ProjectedSurface,
  { parameters, fitted }: NetAnswers,
  index: number,
  details: CalibratorDetails,
  projector: SurfaceProjector,
): NetFit {
  const p = details.names.length;
  const nodes = surface.logVols.length;
  const values = parameters.subarray(index * p, (index + 1) * p);
  const vols = fitted.subarray(index * nodes, (index + 1) * nodes);
  const model = projector.interpolate(vols.map(Math.log), points);
  let squares = 0;
  surface.used.forEach((i, row) => {
    squares += (points.vol[i] - Math.exp(model[row])) ** 2;
  });
  const reasons = judge(values, surface, details);
  return {
    params: Object.fromEntries(details.names.map((n, j) => [n, values[j]])),
    rmseImpliedVol: Math.sqrt(squares / surface.used.length),
    insideRegion: reasons.length === 0,
    reasons,
    quotesUsed: surface.used.length,
  };
}

/** Whether the graph takes and gives what its metadata promises. */
function checkPorts(
  session: Session,
  details: CalibratorDetails,
  path: string,
): void {
  const nodes = gridSize(gridOfDetails(details));
  const p = details.names.length;
  const wanted = details.route === "inverse"
    ? { in: [PORTS.vols, nodes], out: [PORTS.parameters, PORTS.fitted] }
    : { in: [PORTS.parameters, p], out: [PORTS.fitted] };
  const { inputs, outputs } = session.summary;
  const fits = inputs.length === 1 && inputs[0].name === wanted.in[0] &&
    inputs[0].shape[1] === wanted.in[1] &&
    wanted.out.every((name) => outputs.some((o) => o.name === name));
  if (!fits) {
    throw new ArtifactError(
      `Cannot load ${path} as its graph must take ${
        wanted.in.join(" of ")
      } and give ${wanted.out.join(", ")}: it takes ${
        inputs.map((i) => i.name).join(", ")
      } and gives ${outputs.map((o) => o.name).join(", ")}`,
      { path },
    );
  }
}
