import { assert, assertEquals } from "@std/assert";
import { bridge, bridgeInto } from "lib/pricing/engines/paths/bridge.ts";

/** The bridge as a matrix: column `c` is what draw `c` alone becomes. */
function matrix(length: number): Float64Array {
  const draws = new Float64Array(length * length);
  for (let c = 0; c < length; ++c) draws[c * length + c] = 1;
  const place = Int32Array.from({ length }, (_, c) => c);
  const out = new Float64Array(length * length);
  bridgeInto(bridge(length), draws, place, length, out, 0);
  return out;
}

Deno.test("the bridge is an orthogonal map of the draws", () => {
  for (const length of [1, 2, 3, 12, 63, 64]) {
    const q = matrix(length);
    for (let a = 0; a < length; ++a) {
      for (let b = 0; b < length; ++b) {
        let dot = 0;
        for (let c = 0; c < length; ++c) {
          dot += q[a * length + c] * q[b * length + c];
        }
        assert(Math.abs(dot - (a === b ? 1 : 0)) < 1e-13, `${length}`);
      }
    }
  }
});

Deno.test("the first draw alone sets the end of the path", () => {
  const length = 12;
  const q = matrix(length);
  for (let c = 0; c < length; ++c) {
    let end = 0;
    for (let step = 0; step < length; ++step) end += q[step * length + c];
    assert(Math.abs(end - (c === 0 ? Math.sqrt(length) : 0)) < 1e-13);
  }
});

Deno.test("no steps need no draws", () => {
  assertEquals(bridge(0).nodes.length, 0);
});
