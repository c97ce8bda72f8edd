/** A server over a registry of its own, asked without a network. */

import type { NetFit } from "lib/calibration/neural/net_fit.ts";
import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import { writeModel } from "lib/graph/onnx/write.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import type { Artifact } from "lib/registry/artifact.ts";
import { type NewArtifact, registerArtifact } from "lib/registry/store.ts";
import { serverApp } from "lib/serve/app.ts";
import type { OpenCalibrator } from "lib/serve/open_model.ts";
import { makeContext, type ServerOptions } from "lib/serve/server.ts";
import type { LogEntry, ServerContext } from "lib/serve/server_context.ts";
import type { WebApp } from "lib/serve/web_app.ts";
import "../graph/wasm_ready.ts";
import { openWavy } from "./delta_models.ts";

/** Doubles each of two numbers a row. */
export const DOUBLING = writeModel({
  nodes: [{ op: "Add", inputs: ["x", "x"], outputs: ["y"] }],
  initializers: [],
  inputs: [{ name: "x", shape: ["N", 2] }],
  outputs: [{ name: "y", shape: ["N", 2] }],
});

/** What is registered as `vg-test` before a server starts. */
export function vgModel(more: Partial<NewArtifact> = {}): NewArtifact {
  return {
    name: "vg-test",
    kind: "calibrator",
    created: "2026-01-02T03:04:05.000Z",
    runId: "run-1",
    codeVersion: "0.0.0",
    command: "deno task tenor",
    metrics: { worstCellMean: 0.001 },
    details: { law: "variance-gamma", route: "inverse", architecture: "mlp" },
    files: {
      "model.onnx": DOUBLING,
      "feature_names.json": new TextEncoder().encode("[]"),
    },
    ...more,
  };
}

/**
 * A calibrator whose answer tells its surface: sigma is the mean volatility,
 * theta the number of quotes, below zero.
 */
export const openMeans: OpenCalibrator = ({ metadata }: Artifact) => {
  const { name, version, runId } = metadata;
  return Promise.resolve({
    law: lawByName("variance-gamma"),
    identity: { name, version, runId },
    fit: (surfaces) => Promise.resolve(surfaces.map(meanOf)),
    release: () => Promise.resolve(),
  });
};

/** The answer of {@link openMeans} to a surface. */
export function meanOf({ impliedVol, size }: CalibrationQuotes): NetFit {
  const sigma = impliedVol.reduce((sum, vol) => sum + vol, 0) / size;
  return {
    params: { sigma, nu: 0.5, theta: -size / 1000 },
    rmseImpliedVol: 0.001,
    insideRegion: true,
    reasons: [],
    quotesUsed: size,
  };
}

/** A server of a test. */
export interface TestServer {
  readonly app: WebApp;
  readonly context: ServerContext;
  readonly root: string;
  readonly log: LogEntry[];
  /** Milliseconds that the clock shows; moved by the test. */
  readonly time: { ms: number };
  refresh(): Promise<void>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<Response>;
}

/** Options of {@link withServer}. */
export interface TestServerOptions extends Partial<ServerOptions> {
  /** Whether the models are loaded before the work. @default {true} */
  readonly loaded?: boolean;
  /** What is registered. @default {[vgModel()]} */
  readonly registered?: readonly NewArtifact[];
}

/** Runs `work` against a server of its own. */
export async function withServer(
  work: (server: TestServer) => Promise<void>,
  options: TestServerOptions = {},
): Promise<void> {
  const { loaded = true, registered = [vgModel()], ...rest } = options;
  const root = options.models ?? await Deno.makeTempDir();
  const log: LogEntry[] = [];
  const time = { ms: 0 };
  let ids = 0;
  const { context, refresh, close } = makeContext({
    open: openMeans,
    openDelta: openWavy,
    clock: () => time.ms,
    now: () => new Date(1_700_000_000_000),
    newId: () => `id-${++ids}`,
    log: (entry) => log.push(entry),
    version: "1.2.3",
    ...rest,
    models: root,
  }, () => false);
  const app = serverApp(context);
  try {
    if (options.models === undefined) {
      for (const model of registered) await registerArtifact(root, model);
    }
    if (loaded) await refresh();
    await work({
      app,
      context,
      root,
      log,
      time,
      refresh,
      get: async (path, headers = {}) => await app.request(path, { headers }),
      post: async (path, body, headers = {}) =>
        await app.request(path, {
          method: "POST",
          headers: { "content-type": "application/json", ...headers },
          body: typeof body === "string" ? body : JSON.stringify(body),
        }),
    });
  } finally {
    await close();
    if (options.models === undefined) {
      await Deno.remove(root, { recursive: true });
    }
  }
}

/** A surface of `count` quotes at one volatility. */
export function surface(vol: number, count = 8) {
  return {
    law: "vg",
    spot: 100,
    rate: 0.02,
    quotes: Array.from({ length: count }, (_, i) => ({
      strike: 90 + 20 * i / count,
      maturity: i % 2 === 0 ? 0.5 : 1,
      type: i % 3 === 0 ? "put" : "call",
      impliedVol: vol,
    })),
  };
}
