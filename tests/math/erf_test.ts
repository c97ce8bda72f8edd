import { assert, assertEquals } from "@std/assert";
import { erf, erfc, erfcx } from "lib/math/erf.ts";

/** `[x, erfc(x), erf(x), erfcx(x)]`, mpmath at 60 digits. */
const VALUES = [
  [-5, 1.9999999999984625402, -0.99999999999846254021, 144009798674.66104041],
  [-0.3, 1.3286267594591274162, -0.32862675945912741619, 1.4537492328427655512],
  [0.2, 0.7772974107895215338, 0.22270258921047846618, 0.80901951990158073283],
  [0.5, 0.47950012218695346232, 0.52049987781304653768, 0.61569034419292587487],
  [
    1.7,
    0.016209541409225439159,
    0.98379045859077456084,
    0.29166329707534347253,
  ],
  [
    3.9,
    3.4792248597231767129e-8,
    0.99999996520775140277,
    0.14031418160068973568,
  ],
  [
    4.1,
    6.7000276540849184417e-9,
    0.99999999329997234592,
    0.13383411641865199373,
  ],
  [10, 2.088487583762544757e-45, 1, 0.056140992743822585858],
  [26, 5.6631924088561428465e-296, 1, 0.021683584850562906616],
];

/** Three roundings: a few units of the rational and one of the exponential. */
const ROUNDINGS = 7e-16;

Deno.test("erfc(), erf() and erfcx() keep their digits from -5 to 26", () => {
  for (const [x, complement, value, scaled] of VALUES) {
    const misses = [
      erfc(x) / complement - 1,
      erf(x) / value - 1,
      erfcx(x) / scaled - 1,
    ];
    assert(misses.every((e) => Math.abs(e) < ROUNDINGS), `${x}: ${misses}`);
  }
});

Deno.test("erf() and its complements have the right ends", () => {
  assertEquals([erf(0), erf(Infinity), erf(-Infinity)], [0, 1, -1]);
  assertEquals([erfc(Infinity), erfc(-Infinity)], [0, 2]);
  assertEquals([erfcx(Infinity), erfcx(-Infinity)], [0, Infinity]);
  assertEquals([erf(NaN), erfc(NaN), erfcx(NaN)], [NaN, NaN, NaN]);
});
