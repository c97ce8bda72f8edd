import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import {
  type ReturnModel,
  simulate,
  simulateChunks,
  type Simulation,
} from "lib/backtest/simulate.ts";
import { makeRng } from "lib/core/rng.ts";

const model: ReturnModel = { kind: "gaussian", mean: 5e-4, sigma: 0.01 };
const PATHS = 200_000;

const figuresOf = ({ paths, wealth, drawdown, sharpe }: Simulation) => [
  paths,
  ...[wealth, drawdown, sharpe].flatMap((figure) => [
    figure.count,
    figure.mean,
    figure.deviation,
    ...[0, 0.01, 0.05, 0.5, 0.95, 0.99, 1].map((q) => figure.quantile(q)),
  ]),
];

Deno.test("simulate() has the Sharpe ratios of the noncentral t law, the wealth of its moments, NumPy's drawdowns", async () => {
  const { wealth, drawdown, sharpe } = await simulate(model, {
    paths: PATHS,
    seed: 1,
    threads: 2,
  });
  // √n times a path's Sharpe ratio is noncentral t, n − 1 degrees of freedom;
  // quantiles and densities from scipy.stats.nct, a year of 252.
  for (
    const [level, quantile, density] of [
      [0.01, -1.5490227850792884, 0.026267069159090415],
      [0.05, -0.8597708525803361, 0.10225763409049789],
      [0.5, 0.7945230390476944, 0.3967076613366816],
      [0.95, 2.4574890394461892, 0.10119676435625975],
      [0.99, 3.1554630055189716, 0.02588351874663009],
    ]
  ) {
    const error = Math.sqrt(level * (1 - level) / PATHS) / density;
    const z = (sharpe.quantile(level) - quantile) / error;
    assert(Math.abs(z) < 4, `${level}: ${z} standard errors`);
  }
  // E W = (1 + μ)^n, Var W = (σ² + (1 + μ)²)^n − (1 + μ)^2n.
  const deviation = 0.1801907297469052;
  const z = (wealth.mean - 1.0005 ** 250) / (deviation / Math.sqrt(PATHS));
  assert(Math.abs(z) < 4, `${z} standard errors`);
  assertAlmostEquals(wealth.deviation, deviation, 0.002);
  // 400,000 paths of NumPy's default_rng(1): mean .135088, deviation .051860.
  const error = 0.05186 * Math.sqrt(1 / PATHS + 1 / 400_000);
  const far = (drawdown.mean - 0.13508763318141911) / error;
  assert(Math.abs(far) < 4, `${far} standard errors`);
  assertAlmostEquals(drawdown.quantile(0.95), 0.23563969932172188, 0.0015);
  assertAlmostEquals(drawdown.quantile(0.05), 0.06982056878824525, 0.0005);
});

Deno.test("simulate() gives the same figures on any number of threads", async () => {
  const options = { paths: 30_000, seed: 7, days: 50, chunk: 4096 };
  const own = figuresOf(await simulate(model, { ...options, threads: 0 }));
  assertEquals(own[0], 30_000);
  for (const threads of [1, 2, 3]) {
    assertEquals(
      figuresOf(await simulate(model, { ...options, threads })),
      own,
    );
  }
  const other = await simulate(model, { ...options, seed: 8, threads: 0 });
  assert(other.wealth.mean !== own[2]);
});

Deno.test("simulate() of history in blocks keeps the memory that single days lose", async () => {
  // An autocorrelated history: its sums over a block vary more.
  const rng = makeRng(3);
  const returns = new Float64Array(5000);
  for (let i = 1; i < 5000; ++i) {
    returns[i] = 0.5 * returns[i - 1] + 0.01 * rng.normal();
  }
  const spread = async (block: number) =>
    (await simulate({ kind: "bootstrap", returns, block }, {
      paths: 20_000,
      seed: 1,
      threads: 0,
    })).sharpe.deviation;
  // The long-run deviation over that of a day: √((1 + ρ)/(1 − ρ)) = √3.
  const ratio = await spread(50) / await spread(1);
  assert(ratio > 1.6 && ratio < 1.8, `${ratio}`);
});

Deno.test("simulateChunks() says how far it has come and stops when told to", async () => {
  const seen: number[] = [];
  const options = { paths: 10_000, seed: 1, days: 20, chunk: 3000 };
  for await (
    const { paths } of simulateChunks(model, {
      ...options,
      threads: 2,
      onProgress: ({ done }) => seen.push(done),
    })
  ) assertEquals(paths, seen.at(-1));
  assertEquals(seen, [3000, 6000, 9000, 10_000]);
  for (const threads of [0, 2]) {
    const stop = new AbortController();
    await assertRejects(
      () =>
        simulate(model, {
          ...options,
          threads,
          signal: stop.signal,
          onProgress: () => stop.abort(new Error("enough")),
        }),
      Error,
      "enough",
    );
    // Whoever stops listening leaves no thread behind.
    for await (const _ of simulateChunks(model, { ...options, threads })) break;
  }
});

Deno.test("simulate() says what it cannot simulate", async () => {
  const options = { paths: 10, seed: 1, threads: 0 };
  const refuses = (
    other: Partial<typeof options & { days: number }>,
    text: string,
  ) =>
    assertRejects(
      () => simulate(model, { ...options, ...other }),
      RangeError,
      text,
    );
  await refuses({ paths: 0 }, "paths must be a whole number ≥ 1");
  await refuses({ days: 1 }, "days must be a whole number ≥ 2");
  await refuses({ threads: 0.5 }, "threads");
  const bad = (model: ReturnModel, text: string) =>
    assertRejects(() => simulate(model, options), RangeError, text);
  await bad({ kind: "gaussian", mean: 0, sigma: 0.2 }, "the worst is");
  await bad({ kind: "gaussian", mean: NaN, sigma: 0.01 }, "the worst is NaN");
  await bad(
    { kind: "bootstrap", returns: Float64Array.of() },
    "there are none",
  );
  await bad(
    { kind: "bootstrap", returns: Float64Array.of(0.1, NaN) },
    "return 1 is NaN",
  );
  await bad(
    { kind: "bootstrap", returns: Float64Array.of(0.1), block: 2 },
    "block",
  );
});
