import { assert, assertEquals, assertRejects } from "@std/assert";
import { STANDARD_GRID } from "lib/calibration/neural/surface_grid.ts";
import { trainingRegion } from "lib/calibration/neural/training_region.ts";
import type { SyntheticSettings } from "lib/calibration/synthetic/chunk.ts";
import { synthesize } from "lib/calibration/synthetic/synthesize.ts";
import {
  readSynthetic,
  storedPart,
} from "lib/calibration/synthetic/synthetic_store.ts";
import { writeSynthetic } from "lib/calibration/synthetic/write_synthetic.ts";
import { ArtifactError, DataQualityError } from "lib/core/errors.ts";
import { decodeColumns } from "lib/market/parquet_columns.ts";
import { arbitrageReport } from "lib/pricing/arbitrage.ts";
import { blackPrice } from "lib/pricing/black.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

const SETTINGS: SyntheticSettings = {
  law: "variance-gamma",
  region: trainingRegion("variance-gamma"),
  samples: 50,
  chunk: 12,
  seed: 11,
  grid: "standard",
  noise: { kind: "outliers", level: 0.01 },
  tolerance: 1e-8,
};
const CODE = { codeVersion: "test" };

async function inFolder(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await work(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Every file of a folder, by name. */
async function filesOf(dir: string): Promise<Map<string, Uint8Array>> {
  const names = Array.from(Deno.readDirSync(dir), ({ name }) => name).sort();
  const files = new Map<string, Uint8Array>();
  for (const name of names) {
    files.set(name, await Deno.readFile(`${dir}/${name}`));
  }
  return files;
}

Deno.test("writeSynthetic() writes the same bytes with one worker, with two, and after a stop", () =>
  inFolder(async (dir) => {
    const once = `${dir}/once`;
    const { metadata } = await writeSynthetic(once, SETTINGS, CODE);
    assertEquals(metadata.parts.map(({ count }) => count), [12, 12, 12, 12, 2]);
    const wanted = await filesOf(once);

    await writeSynthetic(`${dir}/twice`, SETTINGS, { ...CODE, workers: 2 });
    assertEquals(await filesOf(`${dir}/twice`), wanted);

    // Stopped after two parts, as progress tells, and taken up again.
    const stop = new AbortController();
    const stopped = `${dir}/stopped`;
    await assertRejects(
      () =>
        writeSynthetic(stopped, SETTINGS, {
          ...CODE,
          signal: stop.signal,
          onProgress: ({ done }) => {
            if (done === 24) stop.abort(new Error("stop"));
          },
        }),
      Error,
      "stop",
    );
    await assertRejects(() => readSynthetic(stopped), ArtifactError, "whole");
    const { kept } = await writeSynthetic(stopped, SETTINGS, CODE);
    assertEquals(kept, 2);
    assertEquals(await filesOf(stopped), wanted);
  }));

Deno.test("writeSynthetic() makes again what is damaged and leaves alone what is whole", () =>
  inFolder(async (dir) => {
    await writeSynthetic(dir, SETTINGS, CODE);
    const wanted = await filesOf(dir);
    const part = `${dir}/part-00001.parquet`;
    await Deno.writeFile(part, (await Deno.readFile(part)).subarray(0, 999));
    assertEquals(await storedPart(dir, 1), null);
    await assertRejects(() => readSynthetic(dir), DataQualityError, "hash");
    await Deno.remove(`${dir}/part-00003.parquet`);
    const { kept } = await writeSynthetic(dir, SETTINGS, CODE);
    assertEquals(kept, 3);
    assertEquals(await filesOf(dir), wanted);
    // Nothing to do: the version that made it stays.
    const later = { codeVersion: "later" };
    const again = await writeSynthetic(dir, SETTINGS, later);
    assertEquals(again.kept, 5);
    assertEquals(again.metadata.codeVersion, "test");
  }));

Deno.test("writeSynthetic() refuses a folder of other settings and says so", () =>
  inFolder(async (dir) => {
    await writeSynthetic(dir, { ...SETTINGS, samples: 2 }, CODE);
    await assertRejects(
      () => writeSynthetic(dir, { ...SETTINGS, samples: 2, seed: 12 }, CODE),
      ArtifactError,
      "holds some of other settings",
    );
  }));

Deno.test("readSynthetic() gives back what synthesize() drew", () =>
  inFolder(async (dir) => {
    await writeSynthetic(dir, SETTINGS, CODE);
    const { law, samples, seed, noise } = SETTINGS;
    const drawn = synthesize(lawByName(law), samples, { seed, noise });
    const { count, parameters, vols, names } = await readSynthetic(dir);
    assertEquals([count, names], [50, ["sigma", "nu", "theta"]]);
    assertEquals([...parameters], [...drawn.parameters]);
    assertEquals([...vols], [...drawn.vols]);
    const some = await readSynthetic(dir, { limit: 13 });
    assertEquals([...some.vols], [...vols.subarray(0, 13 * 200)]);
    await assertRejects(() => readSynthetic(`${dir}/none`), ArtifactError);
  }));

Deno.test("writeSynthetic() puts surfaces of random grids beside their places", () =>
  inFolder(async (dir) => {
    const noise = { kind: "none" } as const;
    const settings = {
      ...SETTINGS,
      grid: "random",
      samples: 6,
      noise,
    } as const;
    const { metadata } = await writeSynthetic(dir, settings, CODE);
    assertEquals(metadata.totals.withArbitrage, 0);
    const path = `${dir}/part-00000.parquet`;
    const columns = decodeColumns(await Deno.readFile(path), path);
    for (let i = 0; i < 6; ++i) {
      const all = (name: string, count: number) =>
        Float64Array.from({ length: count }, (_, j) => columns[name + j][i]);
      const maturities = all("maturity_", 10);
      const strikes = all("moneyness_", 20);
      assert(maturities.every((tau, j) => j === 0 || tau > maturities[j - 1]));
      // The volatilities belong to these places: they are free of arbitrage.
      const slices = Array.from(maturities, (tau, row) => ({
        tau,
        forward: 1,
        discount: 1,
        strikes,
        calls: strikes.map((strike, column) => {
          const node = String(20 * row + column).padStart(3, "0");
          const sigma = columns[`iv_${node}`][i];
          return blackPrice({ forward: 1, strike, tau, sigma, isCall: true });
        }),
      }));
      assert(arbitrageReport(slices, { tolerance: 1e-6 }).free);
      assert(strikes.some((k) => !STANDARD_GRID.moneyness.includes(k)));
    }
    await assertRejects(() => readSynthetic(dir), DataQualityError, "random");
  }));
