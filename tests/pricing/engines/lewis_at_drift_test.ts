import { assertAlmostEquals } from "@std/assert";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { LevySurface } from "lib/pricing/engines/levy_surface.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

// φ(u)e^(−iuk) neither grows nor decays along the contour at k = the drift, while
// its factors leave the doubles: prices there were once off by 3e-7.
Deno.test("lewis() prices strikes at and beside the drift of slow laws, alone and in groups", () => {
  const points = [
    ["variance-gamma", { sigma: 0.2376, nu: 0.5791, theta: -0.3031 }, 0.04],
    ["variance-gamma", { sigma: 0.1, nu: 1, theta: -0.2 }, 0.1],
    ["cgmy", { c: 0.4, g: 4, m: 9, y: 0.15 }, 0.05],
  ] as const;
  for (const [name, params, tau] of points) {
    const cf = lawByName(name).characteristicFunction(params);
    const atDrift = Math.exp(cf.asymptoticDrift(tau));
    const surface = new LevySurface(
      Float64Array.of(tau),
      Float64Array.of(0.9, 0.95, 0.98, atDrift * (1 - 1e-6), atDrift, 1.05),
      { tolerance: 1e-12 },
    );
    const strikes = [0.9, 0.95, 0.98, atDrift * (1 - 1e-6), atDrift, 1.05];
    const wanted = new Float64Array(strikes.length);
    surface.priceInto(cf, wanted);
    const price = (some: readonly number[]) =>
      lewis.price(cf, {
        forward: 1,
        discount: 1,
        tau,
        strikes: Float64Array.from(some),
        isCall: Uint8Array.from(some, (k) => k >= 1 ? 1 : 0),
      }, { tolerance: 1e-10 }).prices;
    const together = price(strikes);
    strikes.forEach((strike, i) => {
      assertAlmostEquals(together[i], wanted[i], 1e-10, `${name} ${strike}`);
      assertAlmostEquals(price([strike])[0], wanted[i], 1e-10);
    });
  }
});
