import { assertEquals, assertRejects } from "@std/assert";
import {
  makeChunk,
  type SyntheticSettings,
} from "lib/calibration/synthetic/chunk.ts";
import {
  readSynthetic,
  syntheticFolder,
} from "lib/calibration/synthetic/synthetic_store.ts";
import { SurfacePricer } from "lib/calibration/synthetic/surface_pricer.ts";
import { writeSynthetic } from "lib/calibration/synthetic/write_synthetic.ts";
import { ArtifactError, DataQualityError } from "lib/core/errors.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

const VG: SyntheticSettings = {
  law: "variance-gamma",
  region: { sigma: [0.1, 0.6], nu: [0.1, 1], theta: [-0.5, 0] },
  samples: 40,
  chunk: 20,
  seed: 5,
  grid: "standard",
  noise: { kind: "none" },
  tolerance: 1e-8,
};
const OPTIONS = { codeVersion: "0.0.0-test" };

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

Deno.test("A folder gives back each surface beside the parameters that make it", () =>
  inFolder(async (dir) => {
    await writeSynthetic(dir, VG, OPTIONS);
    const set = await readSynthetic(dir);
    const law = lawByName(set.law);
    const pricer = new SurfacePricer(law, set.grid, { tolerance: 1e-8 });
    const vols = new Float32Array(200);
    for (const i of [0, 19, 20, 39]) {
      const params = law.space.toParams(
        set.parameters.subarray(3 * i, 3 * i + 3),
      );
      pricer.volsInto(law.characteristicFunction(params), vols);
      assertEquals(set.vols.slice(200 * i, 200 * i + 200), vols);
    }
  }));

Deno.test("A part whose record is missing or damaged is made again to the same bytes", () =>
  inFolder(async (dir) => {
    await writeSynthetic(dir, VG, OPTIONS);
    const whole = await filesOf(dir);
    const record = `${dir}/part-00001.parquet.json`;
    for (const text of ["", '{"file": "part', "null", "3", "{}"]) {
      await Deno.writeTextFile(record, text);
      const { kept } = await writeSynthetic(dir, VG, OPTIONS);
      assertEquals(kept, 1);
      assertEquals(await filesOf(dir), whole);
    }
    await Deno.remove(record);
    await writeSynthetic(dir, VG, OPTIONS);
    assertEquals(await filesOf(dir), whole);
  }));

Deno.test("A folder of other settings is left as it is", () =>
  inFolder(async (dir) => {
    await writeSynthetic(dir, { ...VG, samples: 4 }, OPTIONS);
    const before = await filesOf(dir);
    for (
      const change of [
        { samples: 5 },
        { samples: 4, tolerance: 1e-7 },
        { samples: 4, grid: "basis" as const },
      ]
    ) {
      await assertRejects(
        () => writeSynthetic(dir, { ...VG, ...change }, OPTIONS),
        ArtifactError,
        "other settings",
      );
    }
    assertEquals(await filesOf(dir), before);
  }));

Deno.test("A part of a whole folder that is altered, cut off, empty or missing is a DataQualityError that names it", () =>
  inFolder(async (dir) => {
    await writeSynthetic(dir, VG, OPTIONS);
    const part = `${dir}/part-00001.parquet`;
    const bytes = await Deno.readFile(part);
    const altered = bytes.slice();
    altered[200] ^= 4;
    for (const broken of [altered, bytes.subarray(0, 300), new Uint8Array()]) {
      await Deno.writeFile(part, broken);
      const error = await assertRejects(
        () => readSynthetic(dir),
        DataQualityError,
        "hash differs",
      );
      assertEquals(error.file, part);
    }
    // The damage lies behind the surfaces that are asked for.
    assertEquals((await readSynthetic(dir, { limit: 20 })).count, 20);
    await Deno.remove(part);
    const error = await assertRejects(
      () => readSynthetic(dir),
      DataQualityError,
      "missing",
    );
    assertEquals(error.file, part);
  }));

Deno.test("A metadata.json that is damaged is an ArtifactError", () =>
  inFolder(async (dir) => {
    await writeSynthetic(dir, { ...VG, samples: 2 }, OPTIONS);
    for (const text of ["", '{"settings": {', "null", "{}"]) {
      await Deno.writeTextFile(`${dir}/metadata.json`, text);
      await assertRejects(
        () => readSynthetic(dir),
        ArtifactError,
        "it is damaged",
      );
    }
  }));

Deno.test("A chunk in which no point gives a surface is stored and read all the same", () =>
  inFolder(async (dir) => {
    const settings: SyntheticSettings = {
      ...VG,
      law: "black-scholes",
      region: { sigma: [1e-4, 2e-4] },
      samples: 4,
      chunk: 2,
    };
    for (const grid of ["standard", "random"] as const) {
      const { counts } = makeChunk({ ...settings, grid }, 0);
      assertEquals([counts.count, counts.incomplete], [0, 2]);
    }
    await writeSynthetic(dir, settings, OPTIONS);
    assertEquals((await readSynthetic(dir)).count, 0);
  }));

Deno.test("syntheticFolder() names law, grid, number, seed and noise", () => {
  assertEquals(syntheticFolder(VG), "variance-gamma_standard_40_seed5");
  const noise = { kind: "bid-ask", level: 0.02 } as const;
  assertEquals(
    syntheticFolder({ ...VG, noise }),
    "variance-gamma_standard_40_seed5_bid-ask_0.02",
  );
});
