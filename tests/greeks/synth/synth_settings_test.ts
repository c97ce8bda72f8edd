import { assertEquals, assertThrows } from "@std/assert";
import { PricingError } from "lib/core/errors.ts";
import {
  makeSynthSettings,
  type SynthOptions,
} from "lib/greeks/synth/synth_settings.ts";

Deno.test("A law takes its own parameters, those that are given and the usual ones", () => {
  const { params } = makeSynthSettings({ law: "heston", params: { xi: 0.9 } });
  assertEquals(Object.keys(params), ["v0", "kappa", "theta", "xi", "rho"]);
  assertEquals(params.xi, 0.9);
});

Deno.test("A parameter that the law lacks or forbids is refused", () => {
  assertThrows(
    () => makeSynthSettings({ law: "heston", params: { lambda: 1 } }),
    PricingError,
    "lambda",
  );
  assertThrows(
    () => makeSynthSettings({ params: { rho: -1 } }),
    PricingError,
    "rho must be in (-1, 1): current value is -1",
  );
});

Deno.test("A setting out of range is refused with its value", () => {
  const cases: [SynthOptions, string][] = [
    [{ law: "hestn" }, "Did you mean heston?"],
    [{ delta: "laws" }, "Did you mean law?"],
    [{ days: 0 }, "days must be a whole number > 0: current value is 0"],
    [{ days: 1.5 }, "days"],
    [{ spot: 9 }, "spot must be in [10, 1e6]: current value is 9"],
    [{ start: "2025-02-30" }, "start must be a date from 2007-01-01 on"],
    [{ start: "1999-01-04" }, "start"],
    [{ start: "2025-01-02T10:00Z" }, "start"],
    [{ root: "syn" }, "root"],
    [{ root: "A,B" }, "root"],
    [{ root: "VIX" }, "root must be other than VIX"],
    [{ rate: NaN }, "rate"],
    [{ dividend: -0.01 }, "dividend must be in [0, 0.5]"],
    [{ wander: 2 }, "wander"],
    [{ seed: -1 }, "seed"],
  ];
  for (const [options, message] of cases) {
    assertThrows(() => makeSynthSettings(options), RangeError, message);
  }
});
