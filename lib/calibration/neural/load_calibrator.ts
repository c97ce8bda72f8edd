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
  SURROGATE_FILE,
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
  readGrid,
  SurfaceProjector,
  type VolPoints,
} from "lib/calibration/neural/surface_projector.ts";
import { SurfaceMisfit } from "lib/calibration/neural/surface_misfit.ts";
import {
  SurrogateFitter,
  type SurrogateTask,
} from "lib/calibration/neural/surrogate_fit.ts";
import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import { ArtifactError } from "lib/core/errors.ts";
import {
  type Backend,
  openSession,
  type Session,
} from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import type { Law } from "lib/pricing/laws/law.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import type { Region } from "lib/calibration/neural/training_region.ts";

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
  const law = lawOf(details, path);
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
  const basis = decodeBasis(need(BASIS_FILE), `${path}/${BASIS_FILE}`);
  if (details.largestScores.length !== basis.deviations.length) {
    throw new ArtifactError(
      `Cannot load ${path} as its metadata must give a largest score for each of ${basis.deviations.length} modes: it gives ${details.largestScores.length}`,
      { path },
    );
  }
  const projector = new SurfaceProjector(basis, gridOfDetails(details));
  const opened: Session[] = [];
  const open = async (file: string, ports: Ports) => {
    const session = await openSession(need(file), {
      ...options,
      name: `${path}/${file}`,
    });
    opened.push(session);
    checkPorts(session, ports, `${path}/${file}`);
    checkLaw(session, details.law, `${path}/${file}`);
    return session;
  };
  const release = async () => {
    for (const session of opened) await session.release();
  };
  try {
    const isInverse = details.route === "inverse";
    const inverse = isInverse
      ? await open("model.onnx", inversePorts(details))
      : null;
    const surrogate = await open(
      isInverse ? SURROGATE_FILE : "model.onnx",
      surrogatePorts(details),
    );
    const net = new CalibratorNet(
      law,
      details,
      projector,
      inverse,
      await SurrogateFitter.prepare(surrogate, details),
    );
    return { law, identity, fit: (surfaces) => net.fit(surfaces), release };
  } catch (error) {
    await release();
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

/** What the nets say of a surface: parameters and volatilities on the grid. */
interface Answer {
  readonly parameters: Float32Array;
  readonly fitted: Float32Array;
}

/** An answer beside the quotes. */
interface Compared {
  readonly parameters: Float32Array;
  /** Root-mean-square relative error of its surface at the quotes. */
  readonly relative: number;
  /** The same, absolute. */
  readonly absolute: number;
}

/** A surface as the nets see it. */
interface Reading {
  readonly points: VolPoints;
  readonly surface: ProjectedSurface;
}

/**
 * Relative volatility by which an inverse map's own surface may miss the
 * quotes. Beyond it no parameters of the region reproduce them, and an inverse
 * map, which has seen none such, may say anything: least squares on the
 * surrogate then finds the nearest.
 */
const REPRODUCED = 0.004;

/** Both routes over one reading of the quotes. */
class CalibratorNet {
  readonly #law: Law;
  readonly #details: CalibratorDetails;
  readonly #projector: SurfaceProjector;
  readonly #inverse: Session | null;
  readonly #surrogate: SurrogateFitter;

  constructor(
    law: Law,
    details: CalibratorDetails,
    projector: SurfaceProjector,
    inverse: Session | null,
    surrogate: SurrogateFitter,
  ) {
    this.#law = law;
    this.#details = details;
    this.#projector = projector;
    this.#inverse = inverse;
    this.#surrogate = surrogate;
  }

  async fit(surfaces: readonly CalibrationQuotes[]): Promise<NetFit[]> {
    if (surfaces.length === 0) return [];
    const readings = surfaces.map((quotes): Reading => {
      const points = volPoints(quotes);
      return { points, surface: this.#projector.project(points) };
    });
    const answers = this.#inverse === null
      ? null
      : await this.#invert(this.#inverse, readings);
    const first = readings.map((reading, i) =>
      answers === null ? null : this.#compared(reading, answers[i])
    );
    const fits = await this.#refined(readings, first);
    return readings.map((reading, i) => this.#judged(reading, fits[i]));
  }

  /** The first answers where they reproduce the quotes, else least squares. */
  async #refined(
    readings: readonly Reading[],
    first: readonly (Compared | null)[],
  ): Promise<Compared[]> {
    const open = [...readings.keys()].filter((i) =>
      !((first[i]?.relative ?? Infinity) <= REPRODUCED)
    );
    const found = open.length === 0 ? [] : await this.#surrogate.fit(
      open.map((i): SurrogateTask => {
        const { points, surface: { used } } = readings[i];
        const target = Float64Array.from(used, (q) => Math.log(points.vol[q]));
        const misfit = new SurfaceMisfit(
          target,
          this.#projector.reader(points),
        );
        const from = first[i]?.parameters;
        return from === undefined ? { misfit } : { misfit, from };
      }),
    );
    const fits = [...first];
    open.forEach((i, k) => fits[i] = this.#compared(readings[i], found[k]));
    return fits as Compared[];
  }

  /** One run of the graph over all surfaces. */
  async #invert(
    session: Session,
    readings: readonly Reading[],
  ): Promise<Answer[]> {
    const nodes = readings[0].surface.logVols.length;
    const vols = new Float32Array(readings.length * nodes);
    readings.forEach(({ surface }, i) => {
      const { logVols } = surface;
      for (let n = 0; n < nodes; ++n) {
        vols[i * nodes + n] = Math.exp(logVols[n]);
      }
    });
    const results = await session.run({
      [PORTS.vols]: tensor(vols, [readings.length, nodes]),
    });
    const parameters = float32(results[PORTS.parameters], PORTS.parameters);
    const fitted = float32(results[PORTS.fitted], PORTS.fitted);
    const p = this.#details.names.length;
    return readings.map((_, i) => ({
      parameters: parameters.subarray(i * p, (i + 1) * p),
      fitted: fitted.subarray(i * nodes, (i + 1) * nodes),
    }));
  }

  /** An answer beside the quotes. */
  #compared({ points, surface: { used } }: Reading, answer: Answer): Compared {
    const { parameters, fitted } = answer;
    const reader = this.#projector.reader(points);
    const model = readGrid(reader, fitted.map(Math.log));
    let relative = 0;
    let absolute = 0;
    for (let row = 0; row < used.length; ++row) {
      const vol = Math.exp(model[row]);
      const miss = points.vol[used[row]] - vol;
      relative += (miss / vol) ** 2;
      absolute += miss * miss;
    }
    return {
      parameters,
      relative: Math.sqrt(relative / used.length),
      absolute: Math.sqrt(absolute / used.length),
    };
  }

  #judged({ surface }: Reading, fit: Compared): NetFit {
    const { parameters, relative } = fit;
    const reasons = judge(parameters, surface, relative, this.#details);
    const { params, moved } = validParams(
      this.#law,
      parameters,
      this.#details.region,
    );
    if (moved !== null) reasons.push(moved);
    return {
      params,
      rmseImpliedVol: fit.absolute,
      insideRegion: reasons.length === 0,
      reasons,
      quotesUsed: surface.used.length,
    };
  }
}

/**
 * The parameters, or where they break a limit that binds several of them (as
 * NIG's alpha > |beta|), the nearest valid ones on the way to the middle of
 * the box.
 */
function validParams(
  law: Law,
  parameters: ArrayLike<number>,
  region: Region,
): { params: Record<string, number>; moved: string | null } {
  const { space } = law;
  const at = (share: number) =>
    Object.fromEntries(space.names.map((name, j) => {
      const [low, high] = region[name];
      const middle = (low + high) / 2;
      return [name, parameters[j] + share * (middle - parameters[j])];
    }));
  const problem = space.violation(at(0));
  if (problem === null) return { params: at(0), moved: null };
  let [outside, inside] = [0, 1];
  for (let halving = 0; halving < 40; ++halving) {
    const share = (outside + inside) / 2;
    if (space.violation(at(share)) === null) inside = share;
    else outside = share;
  }
  return {
    params: at(inside),
    moved: `the net's answer is no law: ${problem}`,
  };
}

/** What a graph must take and give. */
interface Ports {
  readonly input: string;
  readonly width: number;
  readonly outputs: readonly string[];
}

function inversePorts(details: CalibratorDetails): Ports {
  return {
    input: PORTS.vols,
    width: gridSize(gridOfDetails(details)),
    outputs: [PORTS.parameters, PORTS.fitted],
  };
}

function surrogatePorts(details: CalibratorDetails): Ports {
  return {
    input: PORTS.parameters,
    width: details.names.length,
    outputs: [PORTS.fitted],
  };
}

function lawOf({ law }: CalibratorDetails, path: string): Law {
  try {
    return lawByName(law);
  } catch (cause) {
    throw new ArtifactError(
      `Cannot load ${path} as its law must be one that is known: current value is "${law}"`,
      { path, cause },
    );
  }
}

/** Whether the graph was trained on the law that the metadata names. */
function checkLaw(session: Session, law: string, path: string): void {
  const trainedOn = session.summary.metadata["law"] ?? law;
  if (trainedOn !== law) {
    throw new ArtifactError(
      `Cannot load ${path} as it must be a net of ${law}: it was trained on ${trainedOn}`,
      { path },
    );
  }
}

/** Whether the graph takes and gives what its metadata promises. */
function checkPorts(session: Session, ports: Ports, path: string): void {
  const { inputs, outputs } = session.summary;
  const { input, width } = ports;
  const fits = inputs.length === 1 && inputs[0].name === input &&
    inputs[0].shape[1] === width &&
    ports.outputs.every((name) => outputs.some((o) => o.name === name));
  if (!fits) {
    throw new ArtifactError(
      `Cannot load ${path} as its graph must take ${input} [N, ${width}] and give ${
        ports.outputs.join(", ")
      }: it takes ${inputs.map((i) => i.name).join(", ")} and gives ${
        outputs.map((o) => o.name).join(", ")
      }`,
      { path },
    );
  }
}
