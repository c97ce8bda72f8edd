import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ref } from "lib/serve/schema_parts.ts";
import { deltaArtifact } from "./delta_models.ts";
import {
  batchBody,
  calibrateBody,
  mostlySpoiled,
  olderBody,
  predictBody,
} from "./json_bodies.ts";
import { misfits } from "./json_schema.ts";
import { type TestServer, withServer } from "./test_server.ts";

/**
 * What no schema says: relations between fields, what the market allows, and
 * which indices a model needs.
 */
const BEYOND =
  /at least the bid|arbitrage|forward|one a strike|within 10 %|of one chain|strike_min|strikes|from 1 to 1?[05]00: current value is missing/;

interface Refusal {
  readonly details: readonly {
    readonly path: string;
    readonly message: string;
  }[];
}

/** Holds the reader of bodies to a schema; returns how many fitted it. */
async function agree(
  server: TestServer,
  schema: string,
  bodies: fc.Arbitrary<unknown>,
  path = "/calibrate",
): Promise<number> {
  let fitting = 0;
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      const response = await server.post(path, JSON.stringify(body));
      const places = misfits(ref(schema), JSON.parse(JSON.stringify(body)));
      const text = await response.text();
      if (places.length === 0) {
        ++fitting;
        if (response.status === 200 || response.status === 404) return;
        assertEquals(response.status, 422, text);
        const { details }: Refusal = JSON.parse(text);
        for (const { message } of details) assert(BEYOND.test(message), text);
        return;
      }
      assertEquals(response.status, 422, `${places.join()} in ${text}`);
      const { details }: Refusal = JSON.parse(text);
      assert(details.length > 0);
      for (const { path, message } of details) {
        if (BEYOND.test(message)) continue;
        // What does not fit as a whole is told of the part to mend.
        const isTold = places.includes(path) || places.includes("");
        assert(isTold, `${path} is not in ${places.join()}`);
      }
    }),
    { numRuns: 600, seed: 42 },
  );
  return fitting;
}

Deno.test("The reader of /calibrate refuses what the schema refuses, at the same places", () =>
  withServer(async (server) => {
    const bodies = mostlySpoiled(calibrateBody).filter((body) =>
      // Another shape, and work of seconds, have tests of their own.
      !/option_prices|model_name|posterior|least|polish/.test(
        JSON.stringify(body) ?? "",
      )
    );
    const fitting = await agree(server, "CalibrateRequest", bodies);
    assert(fitting > 100 && fitting < 500, `${fitting} of 600 fitted`);
  }));

Deno.test("The reader of the older shape refuses what its schema refuses, likewise", () =>
  withServer(async (server) => {
    const bodies = mostlySpoiled(olderBody).filter((body) =>
      /"(option_prices|model_name)":/.test(JSON.stringify(body) ?? "")
    );
    const fitting = await agree(server, "OlderRequest", bodies);
    assert(fitting > 50 && fitting < 500, `${fitting} of 600 fitted`);
  }));

Deno.test("The readers of /predict and /predict/batch refuse what their schemas refuse, likewise", () =>
  withServer(async (server) => {
    const cases: [string, string, fc.Arbitrary<unknown>][] = [
      ["/predict", "PredictRequest", predictBody],
      ["/predict/batch", "PredictBatchRequest", batchBody],
    ];
    for (const [path, schema, bodies] of cases) {
      const spoiled = mostlySpoiled(bodies).filter((body) => body !== null);
      const fitting = await agree(server, schema, spoiled, path);
      assert(fitting > 100 && fitting < 500, `${fitting} of 600 fitted`);
    }
  }, { registered: [deltaArtifact("call"), deltaArtifact("put")] }));

Deno.test("The examples of the contract fit their schemas", () => {
  const quote = { strike: 100, maturity: 1, type: "call" };
  const body = { law: "vg", spot: 100 };
  const fits = (...quotes: unknown[]) =>
    misfits(ref("CalibrateRequest"), { ...body, quotes });
  assertEquals(fits({ ...quote, price: 3 }), []);
  assertEquals(fits({ ...quote, bid: 3, ask: 4 }), []);
  assertEquals(fits({ ...quote, impliedVol: 0.2, price: null }), []);
  assertEquals(fits({ ...quote, bid: 3 }), ["quotes[0]"]);
  assertEquals(fits({ ...quote, price: -3 }), ["quotes[0].price"]);
  assertEquals(fits(), ["quotes"]);
});
