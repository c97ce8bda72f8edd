import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { readSplit, writeSplit } from "lib/calibration/neural/split_store.ts";
import {
  splitSet,
  type SurfaceSet,
} from "lib/calibration/neural/surface_set.ts";
import { ArtifactError, DataQualityError } from "lib/core/errors.ts";
import { makeRng } from "lib/core/rng.ts";

const RNG = makeRng(4);
const SET: SurfaceSet = {
  law: "black-scholes",
  grid: {
    maturities: Float64Array.of(0.5, 1),
    moneyness: Float64Array.of(0.9, 1),
  },
  names: ["sigma"],
  parameters: Float64Array.from({ length: 20 }, () => RNG.uniform()),
  vols: Float32Array.from({ length: 80 }, () => RNG.uniform()),
  count: 20,
};

async function inFolder(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await work(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("A split comes back from its folder", () =>
  inFolder(async (dir) => {
    const sets = splitSet(SET);
    await writeSplit(`${dir}/split`, sets, "a test");
    const read = await readSplit(`${dir}/split`);
    for (const part of ["training", "validation", "test"] as const) {
      assertEquals(read[part].parameters, sets[part].parameters.slice());
      assertEquals(read[part].vols, sets[part].vols.slice());
      assertEquals(read[part].grid, SET.grid);
      assertEquals(read[part].names, ["sigma"]);
      assertEquals(read[part].count, sets[part].count);
    }
  }));

Deno.test("A split that is missing or damaged is a typed error", () =>
  inFolder(async (dir) => {
    await assertRejects(() => readSplit(`${dir}/none`), ArtifactError, "none");
    await writeSplit(dir, splitSet(SET), "a test");
    const part = `${dir}/validation.parquet`;
    const bytes = await Deno.readFile(part);
    await Deno.writeFile(part, bytes.subarray(0, 50));
    await assertRejects(() => readSplit(dir), DataQualityError, "hash differs");
    await Deno.remove(part);
    await assertRejects(() => readSplit(dir), DataQualityError, "missing");
    await Deno.writeFile(part, bytes);
    for (const text of ["", '{"law":', "null", "{}"]) {
      await Deno.writeTextFile(`${dir}/metadata.json`, text);
      await assertRejects(() => readSplit(dir), ArtifactError, dir);
    }
  }));

Deno.test("A set too small for three parts is refused", () => {
  const few = { ...SET, count: 9 };
  assertThrows(() => splitSet(few), RangeError, "must hold at least one");
});
