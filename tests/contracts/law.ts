import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import { PricingError } from "lib/core/errors.ts";
import { Complex } from "lib/math/complex.ts";
import { type ComplexVector, complexVector } from "lib/math/complex_vector.ts";
import type { Law, LawParams } from "lib/pricing/laws/law.ts";

const MATURITIES = [1 / 365, 0.25, 1, 10];

/** Points on the real line and on cones tilted by ±0.6 from inside the strip. */
function contour(strip: readonly [number, number]): ComplexVector {
  const shift = 0.3 * Math.max(strip[0], -20);
  const points: Complex[] = [];
  for (const size of [0, 0.01, 0.7, 3, 12, 60, 400]) {
    points.push(new Complex(size), new Complex(-size));
    for (const tilt of [-0.6, 0.6]) {
      points.push(
        new Complex(size * Math.cos(tilt), size * Math.sin(tilt) - shift),
      );
    }
  }
  return {
    re: Float64Array.from(points, (u) => u.re),
    im: Float64Array.from(points, (u) => u.im),
  };
}

function close(actual: number, expected: number, tolerance: number, of = "") {
  const scale = 1 + Math.abs(expected);
  assert(
    Math.abs(actual - expected) <= tolerance * scale,
    `${of}: ${actual} is not ${expected} to ${tolerance}`,
  );
}

/** Registers the tests that every law must pass at each of `points`. */
export function testLaw(law: Law, points: readonly LawParams[]): void {
  const each = (name: string, fn: (params: LawParams, tau: number) => void) =>
    Deno.test(`${law.name} ${name}`, () => {
      for (const params of points) {
        for (const tau of MATURITIES) fn(params, tau);
      }
    });
  const at = (params: LawParams) => law.characteristicFunction(params);

  each("has φ(0) = 1 and φ(−i) = 1", (params, tau) => {
    const cf = at(params);
    close(cf.logPhi(new Complex(0), tau).abs(), 0, 1e-15);
    close(cf.logPhi(new Complex(0, -1), tau).abs(), 0, 1e-14);
  });

  each("has φ(−ū) = conj φ(u)", (params, tau) => {
    const cf = at(params);
    const a = cf.logPhi(new Complex(3, -0.4), tau);
    const b = cf.logPhi(new Complex(-3, -0.4), tau);
    close(a.re, b.re, 1e-13);
    close(a.im, -b.im, 1e-13);
  });

  each("has array forms equal to the plain one", (params, tau) => {
    const cf = at(params);
    const u = contour(cf.momentStrip(tau));
    const [phi, again] = [0, 0].map(() => complexVector(u.re.length));
    const gradient = Array.from(
      { length: cf.size },
      () => complexVector(u.re.length),
    );
    cf.phiInto(u, tau, phi);
    cf.gradientInto(u, tau, again, gradient);
    for (let i = 0; i < u.re.length; ++i) {
      const point = new Complex(u.re[i], u.im[i]);
      const plain = cf.logPhi(point, tau);
      // On a tilted cone φ may grow past the largest double.
      if (plain.re > 600) continue;
      const value = plain.exp();
      // φ loses as many digits as its exponent has.
      const tolerance = 2e-13 * (1 + plain.abs());
      const size = Math.max(value.abs(), 1e-300);
      for (const form of [phi, again]) {
        close(form.re[i] / size, value.re / size, tolerance, `φ at ${i}`);
        close(form.im[i] / size, value.im / size, tolerance, `φ at ${i}`);
      }
    }
  });

  each("has the gradient that differences give", (params, tau) => {
    const cf = at(params);
    const u = contour(cf.momentStrip(tau));
    const gradient = Array.from(
      { length: cf.size },
      () => complexVector(u.re.length),
    );
    cf.gradientInto(u, tau, complexVector(u.re.length), gradient);
    law.space.names.forEach((name, j) => {
      const h = 1e-3 * Math.max(Math.abs(params[name]), 0.05);
      const shifted = [-2, -1, 1, 2].map((k) => ({
        ...params,
        [name]: params[name] + k * h / 4,
      }));
      if (shifted.some((p) => law.space.violation(p) !== null)) return;
      const functions = shifted.map(at);
      for (let i = 0; i < u.re.length; ++i) {
        const point = new Complex(u.re[i], u.im[i]);
        const [a, b, c, d] = functions.map((f) => f.logPhi(point, tau));
        const slope = c.sub(b).scale(8).sub(d.sub(a)).scale(1 / (3 * h));
        const size = 1e-5 * (1 + slope.abs()) +
          1e-12 / h * (1 + c.abs());
        const label = `∂/∂${name} at u = ${point.re} + ${point.im}i, ` +
          `tau ${tau}, ${JSON.stringify(params)}`;
        assertAlmostEquals(gradient[j].re[i], slope.re, size, label);
        assertAlmostEquals(gradient[j].im[i], slope.im, size, label);
      }
    });
  });

  each("has the tau-derivative that differences give", (params, tau) => {
    const cf = at(params);
    const u = contour(cf.momentStrip(1.01 * tau));
    const out = complexVector(u.re.length);
    cf.tauDerivativeInto(u, tau, out);
    const h = 1e-3 * tau;
    for (let i = 0; i < u.re.length; ++i) {
      const point = new Complex(u.re[i], u.im[i]);
      const f = (t: number) => cf.logPhi(point, t);
      const near = f(tau + h / 2).sub(f(tau - h / 2)).scale(8);
      const far = f(tau + h).sub(f(tau - h));
      const slope = near.sub(far).scale(1 / (6 * h));
      const size = 1e-7 * (1 + slope.abs()) + 1e-12 / h * f(tau).abs();
      assertAlmostEquals(out.re[i], slope.re, size);
      assertAlmostEquals(out.im[i], slope.im, size);
    }
  });

  each("has the cumulants of its own exponent", (params, tau) => {
    const cf = at(params);
    const { c1, c2, c4 } = cf.cumulants(tau);
    const [lower, upper] = cf.momentStrip(tau);
    // K(p) = ln E[exp(pX)], by Richardson-extrapolated central differences.
    const K = (p: number) => cf.logPhi(new Complex(0, -p), tau).re;
    const h = 0.02 * Math.min(-lower, upper, 5);
    const first = (s: number) => (K(s) - K(-s)) / (2 * s);
    const second = (s: number) => (K(s) + K(-s)) / (s * s);
    close(c1, (4 * first(h / 2) - first(h)) / 3, 1e-5 * tau ** 0.5);
    const c2Difference = (4 * second(h / 2) - second(h)) / 3;
    close(c2 / c2Difference, 1, 1e-4);
    // The coarse fourth difference needs a wide step to keep any digits.
    const s = 6 * h;
    const fourth = (2 * (K(s) + K(-s)) - 8 * (K(s / 2) + K(-s / 2))) * 8 /
      (s ** 4);
    if (c4 > 1e-6 * c2) close(c4 / fourth, 1, 0.35, "c4");
  });

  each("has finite moments inside its strip", (params, tau) => {
    const cf = at(params);
    const [lower, upper] = cf.momentStrip(tau);
    for (const p of [0.999 * lower, 0.999 * upper]) {
      if (Math.abs(p) > 100) continue;
      assert(Number.isFinite(cf.logPhi(new Complex(0, -p), tau).re), `${p}`);
    }
    assert(lower < 0 && upper > 1);
  });

  Deno.test(`${law.name} refuses parameters outside its space, by name`, () => {
    for (const { name, valid: [lower], closedBelow } of law.space.parameters) {
      const outside = Number.isFinite(lower)
        ? lower - (closedBelow ? 0.1 : 0)
        : NaN;
      for (const bad of [outside, NaN, Infinity]) {
        const error = assertThrows(
          () => at({ ...points[0], [name]: bad }),
          PricingError,
          name,
        );
        assert(error.message.includes(String(bad)), error.message);
      }
    }
  });

  if (law.levy) {
    each("is linear in tau", (params, tau) => {
      const cf = at(params);
      const u = new Complex(4, -0.3);
      const [a, b] = [cf.logPhi(u, tau), cf.logPhi(u, 1).scale(tau)];
      close(a.re, b.re, 1e-13);
      close(a.im, b.im, 1e-13);
    });
  }
}
