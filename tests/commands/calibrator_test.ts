import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
const SMALL = [
  ...["--samples", "1000", "--basis-samples", "100", "--epochs", "2"],
  ...["--batch", "50", "--workers", "1"],
];

/** Runs `tenor calibrator` where its data and results shall stand. */
async function calibrator(cwd: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "-A", "--config", `${ROOT}/deno.json`],
      ...[`${ROOT}/scripts/tenor.ts`, "calibrator", ...args],
    ],
    cwd,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

async function inFolder(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await work(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function names(dir: string): string[] {
  return Array.from(Deno.readDirSync(dir), ({ name }) => name).sort();
}

Deno.test("tenor calibrator train goes from nothing to a registered net, which evaluate measures", () =>
  inFolder(async (dir) => {
    const train = ["train", "--law", "black-scholes", ...SMALL];
    const first = await calibrator(dir, ...train, "--models", "m", "--json");
    assertEquals(first.code, 0, first.stderr);
    const { model, run, metrics } = JSON.parse(first.stdout);
    assertEquals(
      [model.name, model.version, model.kind],
      ["black-scholes-mlp-inverse", "1.0.0", "calibrator"],
    );
    assert(metrics.r2_sigma > 0.9, `${metrics.r2_sigma}`);
    for (const flag of ["--law black-scholes", "--epochs 2", "--seed 1"]) {
      assertStringIncludes(model.command, flag);
    }
    assertEquals(names(`${dir}/m/${model.name}`), [
      ...["champion", "latest", "v1.0.0"],
    ]);
    assertEquals(names(`${dir}/data/synthetic`), [
      "black-scholes_basis_100_seed2",
      "black-scholes_standard_1000_seed1",
    ]);
    assert(names(`${dir}/${run}`).includes("report.html"));
    // The checkpoints of a run that is over are gone.
    assertEquals(names(`${dir}/results/checkpoints`), []);

    const evaluate = ["evaluate", "--law", "black-scholes", "--models", "m"];
    const measured = await calibrator(
      dir,
      ...evaluate,
      ...["--surfaces", "20", "--json"],
      ...["--quotes", `${ROOT}/data/raw/spx_2002-04-18.csv`],
    );
    assertEquals(measured.code, 0, measured.stderr);
    assert(measured.stdout.includes('"flagged"'));

    // Damage to the registered model is told in a sentence.
    await Deno.truncate(`${dir}/m/${model.name}/v1.0.0/model.onnx`, 1000);
    const damaged = await calibrator(dir, ...evaluate, "--surfaces", "10");
    assertEquals(damaged.code, 2);
    assertStringIncludes(damaged.stderr, "cut off or altered");
  }));

Deno.test("tenor calibrator refuses what cannot be trained with exit code 2, a message and no model", () =>
  inFolder(async (dir) => {
    const cases: [string[], string][] = [
      [["--law", "vgg"], 'Cannot find the law "vgg"'],
      [["--law", "vg", "--architecture", "perceptron"], "mlp, cnn, resnet"],
      [["--law", "vg", "--route", "scenic"], "inverse, surrogate"],
      [["--law", "vg", "--backend", "gpu"], "wasm, node"],
      [["--law", "vg", "--samples", "10"], "from 1000 to"],
      [["--law", "vg", "--rate", "fast"], "finite number"],
      [["--law", "vg", "--rate", "0"], "above 0"],
      [[], "--law"],
    ];
    const results = await Promise.all(cases.map(async ([flags, message]) => ({
      ...await calibrator(dir, "train", ...flags),
      message,
    })));
    for (const { code, stderr, stdout, message } of results) {
      assertEquals([code, stdout], [2, ""], message);
      assertStringIncludes(stderr, message);
    }
    const { code, stderr } = await calibrator(
      dir,
      ...["evaluate", "--law", "vg", "--models", `${dir}/none`],
    );
    assertEquals(code, 2);
    assert(stderr.startsWith("tenor: "), stderr);
    assertEquals(names(dir), []);
  }));
