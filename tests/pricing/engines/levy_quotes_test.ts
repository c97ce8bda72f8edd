import { assert } from "@std/assert";
import { CosSurface } from "lib/pricing/engines/cos_surface.ts";
import { LevyQuotes } from "lib/pricing/engines/levy_quotes.ts";
import type { LawParams } from "lib/pricing/laws/law.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

const STRIKES = Float64Array.of(60, 85, 95, 99, 100, 101, 104, 120, 170);
const SLICES = [0.05, 0.4, 2].map((tau) => ({
  forward: 100 * Math.exp(0.02 * tau),
  discount: Math.exp(-0.03 * tau),
  tau,
  strikes: STRIKES,
  isCall: Uint8Array.from(STRIKES, (_, i) => i % 2),
}));

const CASES: readonly (readonly [string, LawParams])[] = [
  ["variance-gamma", { sigma: 0.163, nu: 0.228, theta: -0.2157 }],
  ["variance-gamma", { sigma: 0.1, nu: 1, theta: -0.4 }],
  ["variance-gamma", { sigma: 0.3, nu: 0.02, theta: 0.1 }],
  ["cgmy", { c: 0.1, g: 3, m: 5, y: 1.1 }],
  ["cgmy", { c: 0.01, g: 0.1, m: 20, y: 1.7 }],
  ["cgmy", { c: 0.5, g: 3, m: 5, y: 0.2 }],
  ["nig", { alpha: 6, beta: -4, delta: 0.2 }],
  ["meixner", { a: 0.2, b: -1, d: 0.6 }],
];

for (const [name, params] of CASES) {
  for (const tolerance of [1e-7, 1e-9]) {
    Deno.test(`LevyQuotes agrees with CosSurface to ${tolerance}: ${name} ${JSON.stringify(params)}`, () => {
      const law = lawByName(name);
      const cf = law.characteristicFunction(params);
      const p = law.space.size;
      const n = SLICES.length * STRIKES.length;
      const price = new Float64Array(n);
      const jacobian = new Float64Array(n * p);
      const other = new Float64Array(n);
      const otherJacobian = new Float64Array(n * p);
      const quotes = new LevyQuotes(SLICES, p, { tolerance });
      quotes.priceAndGradientInto(cf, price, jacobian);
      new CosSurface(SLICES, { tolerance: 1e-11 })
        .priceAndGradientInto(cf, other, otherJacobian);
      for (let i = 0; i < n; ++i) {
        const most = tolerance * Math.max(110, STRIKES[i % STRIKES.length]);
        const gap = Math.abs(price[i] - other[i]);
        assert(gap <= most, `price ${i} is off by ${gap}`);
        for (let j = i * p; j < (i + 1) * p; ++j) {
          const miss = Math.abs(jacobian[j] - otherJacobian[j]);
          // A derivative loses what the parameter's scale adds.
          const allowed = 20 * most *
            Math.max(1, Math.abs(otherJacobian[j]) / 100);
          assert(miss <= allowed, `derivative ${j} is off by ${miss}`);
        }
      }
      const alone = new Float64Array(n);
      quotes.priceInto(cf, alone);
      alone.forEach((value, i) =>
        assert(Math.abs(value - price[i]) <= 1e-12 * 100)
      );
    });
  }
}

Deno.test("LevyQuotes keeps nothing of the parameters before", () => {
  const law = lawByName("variance-gamma");
  const first = law.characteristicFunction(CASES[0][1]);
  const second = law.characteristicFunction(CASES[1][1]);
  const used = new LevyQuotes(SLICES, 3);
  const n = SLICES.length * STRIKES.length;
  const [a, b] = [new Float64Array(n), new Float64Array(n)];
  used.priceAndGradientInto(first, a, new Float64Array(3 * n));
  used.priceInto(second, a);
  new LevyQuotes(SLICES, 3).priceInto(second, b);
  a.forEach((value, i) => assert(value === b[i]));
});
