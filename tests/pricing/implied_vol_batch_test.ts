import { assert, assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { blackPrice } from "lib/pricing/black.ts";
import { impliedVol } from "lib/pricing/implied_vol.ts";
import {
  IMPLIED_VOL_FAILURES,
  impliedVolBatchInto,
} from "lib/pricing/implied_vol_batch.ts";

Deno.test("impliedVolBatchInto() equals its scalar twin to ten roundings", () => {
  const n = 30_000;
  const rng = makeRng(23);
  const column = () => new Float64Array(n);
  const batch = {
    forward: column(),
    strike: column(),
    tau: column(),
    discount: column(),
    price: column(),
    isCall: new Uint8Array(n),
  };
  for (let i = 0; i < n; ++i) {
    const forward = 10 ** (4 * rng.uniform());
    const wide = rng.uniform() < 0.2 ? 8 : 0.6;
    const strike = forward * Math.exp(wide * (rng.uniform() - 0.5));
    const tau = 0.003 + 3 * rng.uniform() ** 2;
    const discount = 0.7 + 0.35 * rng.uniform();
    const sigma = 10 ** (-2.5 + 3 * rng.uniform());
    const isCall = rng.uniform() < 0.5;
    const quote = { forward, strike, tau, discount, sigma, isCall };
    batch.forward[i] = forward;
    batch.strike[i] = strike;
    batch.tau[i] = tau;
    batch.discount[i] = discount;
    batch.price[i] = blackPrice(quote) * (i % 50 === 0 ? 3 : 1);
    batch.isCall[i] = isCall ? 1 : 0;
  }
  const out = { sigma: column(), failure: new Uint8Array(n) };
  const failures = impliedVolBatchInto(batch, out);
  let failed = 0;
  for (let i = 0; i < n; ++i) {
    const scalar = impliedVol({
      forward: batch.forward[i],
      strike: batch.strike[i],
      tau: batch.tau[i],
      discount: batch.discount[i],
      price: batch.price[i],
      isCall: batch.isCall[i] === 1,
    });
    const kind = scalar.ok ? "none" : scalar.kind;
    assertEquals(IMPLIED_VOL_FAILURES[out.failure[i]], kind);
    if (!scalar.ok) ++failed;
    const miss = scalar.ok
      ? Math.abs(out.sigma[i] - scalar.sigma)
      : Number(!Number.isNaN(out.sigma[i]));
    const room = scalar.ok ? 10 * Number.EPSILON * scalar.sigma : 0;
    assert(miss <= room, `${i}: ${miss}`);
  }
  assertEquals(failures, failed);
  assert(failed > 10 && failed < n / 10);
});

Deno.test("a bad quote in a batch gets its kind and stops no other", () => {
  const of = (...values: number[]) => Float64Array.from(values);
  const out = { sigma: new Float64Array(6), failure: new Uint8Array(6) };
  const failures = impliedVolBatchInto({
    forward: of(100, NaN, 100, 100, 100, 100),
    strike: of(100, 100, 0, 100, 90, 100),
    tau: of(1, 1, 1, Infinity, 1, 0),
    discount: of(1, 1, 1, 1, 1, 1),
    price: of(8, 8, 8, 8, 10, 8),
    isCall: Uint8Array.of(1, 1, 1, 1, 1, 1),
  }, out);
  const kinds = Array.from(out.failure, (code) => IMPLIED_VOL_FAILURES[code]);
  assertEquals(kinds, [
    "none",
    "not_finite",
    "invalid_input",
    "not_finite",
    "none",
    "invalid_input",
  ]);
  assertEquals([failures, out.sigma[4]], [4, 0]);
});

Deno.test("arrays of different lengths are refused", () => {
  const one = Float64Array.of(1);
  assertThrows(
    () =>
      impliedVolBatchInto({
        forward: one,
        strike: one,
        tau: one,
        discount: one,
        price: new Float64Array(2),
        isCall: new Uint8Array(1),
      }, { sigma: one, failure: new Uint8Array(1) }),
    TypeError,
    "price must have the 1 rows of forward: its length is 2",
  );
});
