/**
 * A thousand bodies a route, drawn by the schema or byte by byte, against the
 * nets of `results/models`: whatever comes, no answer is a 500.
 */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { loadCalibrator } from "lib/calibration/neural/load_calibrator.ts";
import type { OpenCalibrator } from "lib/serve/open_model.ts";
import { deltaArtifact } from "./delta_models.ts";
import {
  batchBody,
  calibrateBody,
  inferBody,
  mostlySpoiled,
  olderBody,
  predictBody,
  priceBody,
  rawBytes,
  volBody,
} from "./json_bodies.ts";
import { type TestServer, withServer } from "./test_server.ts";

const MODEL = "variance-gamma-mlp-inverse";

const open: OpenCalibrator = ({ metadata, files, path }) => {
  const { name, version, runId, kind, details } = metadata;
  const identity = { name, version, runId };
  return loadCalibrator({ files, path, kind, details, identity });
};

/** Statuses of a thousand bodies, each with a body of its own shape. */
async function fuzz(
  { app }: TestServer,
  path: string,
  bodies: fc.Arbitrary<unknown>,
): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  const json = bodies.map((body) =>
    new TextEncoder().encode(JSON.stringify(body))
  );
  const either = fc.oneof({ weight: 4, arbitrary: json }, rawBytes);
  await fc.assert(
    fc.asyncProperty(either, async (bytes) => {
      const response = await app.request(path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: bytes as Uint8Array<ArrayBuffer>,
      });
      const { status } = response;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const answer = await response.json();
      assert(status !== 500, answer.message);
      if (status < 400) return;
      assert([400, 404, 422].includes(status), `${status}`);
      assertEquals(Object.keys(answer), ["error", "message", "details"]);
      assertEquals(typeof answer.message, "string");
    }),
    { numRuns: 1000, seed: 7 },
  );
  return statuses;
}

/** Whether right bodies and wrong ones both were among them. */
function assertBoth(statuses: ReadonlyMap<number, number>): void {
  assert((statuses.get(200) ?? 0) > 50, `${[...statuses]}`);
  assert((statuses.get(422) ?? 0) > 50, `${[...statuses]}`);
  assert((statuses.get(400) ?? 0) > 20, `${[...statuses]}`);
}

function withNets(work: (server: TestServer) => Promise<void>): Promise<void> {
  return withServer(work, { models: "results/models", open });
}

Deno.test("No body makes /calibrate fail", () =>
  withNets(async (server) => {
    // Least squares and posteriors have threads of their own, fuzzed below.
    const quick = mostlySpoiled(calibrateBody).filter((body) =>
      !/posterior|least-squares|polish/.test(JSON.stringify(body))
    );
    assertBoth(await fuzz(server, "/calibrate", quick));
  }));

Deno.test("No body of the older shape makes /calibrate fail", () =>
  withNets(async (server) => {
    assertBoth(await fuzz(server, "/calibrate", mostlySpoiled(olderBody)));
  }));

Deno.test("No body makes /price fail", () =>
  withNets(async (server) => {
    assertBoth(await fuzz(server, "/price", mostlySpoiled(priceBody)));
  }));

Deno.test("No body makes /implied-vol fail", () =>
  withNets(async (server) => {
    assertBoth(await fuzz(server, "/implied-vol", mostlySpoiled(volBody)));
  }));

Deno.test("No body makes inference fail", () =>
  withNets(async (server) => {
    const bodies = mostlySpoiled(inferBody("vols", 200));
    assertBoth(await fuzz(server, `/v2/models/${MODEL}/infer`, bodies));
  }));

Deno.test("No body makes /predict or /predict/batch fail", () =>
  withServer(async (server) => {
    assertBoth(await fuzz(server, "/predict", mostlySpoiled(predictBody)));
    assertBoth(await fuzz(server, "/predict/batch", mostlySpoiled(batchBody)));
  }, { registered: [deltaArtifact("call"), deltaArtifact("put")] }));

Deno.test("Whatever is asked of a chain, deltas fall with the strike, within bounds and intervals", () =>
  withServer(async (server) => {
    const bodies = batchBody.map((body) => ({ ...body, smooth: true }));
    let curves = 0;
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const response = await server.post("/predict/batch", body);
        const answer = await response.json();
        if (response.status !== 200) {
          assertEquals(response.status, 422, answer.message);
          return;
        }
        const { predictions, intervals, strikes, count } = answer;
        assertEquals([intervals.length, strikes.length], [count, count]);
        const [least, most] = answer.contract_type === "call"
          ? [0, 1]
          : [-1, 0];
        for (let i = 0; i < count; ++i) {
          const [low, high] = intervals[i];
          assert(least <= low && low <= predictions[i]);
          assert(predictions[i] <= high && high <= most);
          if (i > 0 && answer.interpolated) {
            assert(predictions[i] <= predictions[i - 1]);
          }
        }
        if (answer.interpolated) ++curves;
      }),
      { numRuns: 300, seed: 7 },
    );
    assert(curves > 30, `${curves} curves`);
  }, { registered: [deltaArtifact("call"), deltaArtifact("put")] }));

Deno.test("Least squares and polish refuse what they cannot fit, and nothing else", () =>
  withNets(async (server) => {
    const bodies = fc.tuple(
      calibrateBody,
      fc.constantFrom("least-squares", "polish"),
    ).map(([body, method]) => ({ ...body, law: "vg", method }));
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const response = await server.post("/calibrate", body);
        const { message } = await response.json();
        assert([200, 422].includes(response.status), message);
      }),
      { numRuns: 40, seed: 7 },
    );
  }));

Deno.test("No path makes a route fail", () =>
  withNets(async ({ app }) => {
    const part = fc.oneof(
      fc.constantFrom(
        "models",
        "v2",
        "jobs",
        "infer",
        "versions",
        "model",
        "info",
        "ready",
        "files",
        "page",
        "docs",
      ),
      fc.string({ maxLength: 12 }).map((s) => s.replace(/[\s\\]/g, "%")),
      fc.constantFrom(
        "%E0%A4%A",
        "..",
        "%00",
        "%2e%2e",
        "__proto__",
        "constructor",
        "*",
        ":name",
      ),
    );
    const path = fc.array(part, { maxLength: 5 }).map((p) => `/${p.join("/")}`);
    const method = fc.constantFrom(
      "GET",
      "POST",
      "DELETE",
      "PUT",
      "OPTIONS",
      "HEAD",
    );
    await fc.assert(
      fc.asyncProperty(path, method, async (path, method) => {
        const response = await app.request(path, { method });
        await response.body?.cancel();
        assert(response.status !== 500, `${method} ${path}`);
      }),
      { numRuns: 1000, seed: 7 },
    );
  }));
