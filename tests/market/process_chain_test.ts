import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import { sha256OfFile } from "lib/core/hash.ts";
import { processChain } from "lib/market/process_chain.ts";
import { readChain } from "lib/market/read_chain.ts";
import { withFile } from "./temp_file.ts";

const SPX = "data/raw/spx_2002-04-18.csv";
const QUOTES = `strike,maturity,type,bid,ask,spot
90,0.5,call,12,12.4,100
100,0.5,call,6,6.2,100
110,0.5,call,0,2,100
`;

async function names(dir: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(dir));
  return entries.map(({ name }) => name).sort();
}

Deno.test("processChain() writes the table, its metadata and the report", async () => {
  await withFile("q.csv", QUOTES, async (path, dir) => {
    const out = `${dir}/processed`;
    const { metadata, report } = await processChain(path, out);
    assertEquals(await names(out), ["metadata.json", "q.csv", "report.json"]);
    const read = async (name: string) =>
      JSON.parse(await Deno.readTextFile(`${out}/${name}`));
    assertEquals(await read("metadata.json"), metadata);
    assertEquals(await read("report.json"), report);
    assertEquals(metadata.input.sha256, await sha256OfFile(path));
    assertEquals(metadata.output.sha256, await sha256OfFile(`${out}/q.csv`));
    assertEquals([metadata.input.rows, metadata.output.rows], [3, 2]);
    assertEquals(metadata.dropped, { "zero-bid": 1 });
    assertEquals(metadata.licence, "not stated");
    const back = await readChain(`${out}/q.csv`);
    assertEquals([...back.strike], [90, 100]);
  });
});

Deno.test("processChain() carries source and licence over from the raw folder", async () => {
  await withFile("unused", "", async (_, dir) => {
    const { metadata } = await processChain(SPX, dir);
    assert(metadata.source.includes("Schoutens"), metadata.source);
    const stated = await processChain(SPX, dir, {
      provenance: { licence: "mine" },
    });
    assertEquals(stated.metadata.licence, "mine");
    assertEquals(stated.metadata.source, metadata.source);
  });
});

Deno.test("processChain() gives the same bytes again, in either format", async () => {
  await withFile("unused", "", async (_, dir) => {
    for (const format of ["csv", "parquet"] as const) {
      const hashes = async (out: string) => {
        await processChain(SPX, out, { format });
        return await Promise.all(
          (await names(out)).map((name) => sha256OfFile(`${out}/${name}`)),
        );
      };
      const first = await hashes(`${dir}/${format}`);
      assertEquals(await hashes(`${dir}/${format}`), first);
      assertEquals(await hashes(`${dir}/${format}2`), first);
    }
  });
});

Deno.test("processChain() writes nothing if the input is bad or nothing is left", async () => {
  await withFile("q.csv", QUOTES, async (path, dir) => {
    const out = `${dir}/processed`;
    await assertRejects(
      () => processChain(path, out, { clean: { maxRelativeSpread: 0 } }),
      DataQualityError,
      "None of the 3 quotes is left after cleaning: rule relative-spread",
    );
    await Deno.writeTextFile(path, QUOTES + "0,0.5,call,1,2,100\n");
    await assertRejects(() => processChain(path, out), DataQualityError);
    assertEquals(await names(dir), ["q.csv"]);
  });
});

Deno.test("processChain() leaves what stood there when it fails, and says why it cannot write", async () => {
  await withFile("q.csv", QUOTES, async (path, dir) => {
    await assertRejects(
      () => processChain(path, `${path}/under/a/file`),
      RangeError,
      "Cannot write into",
    );
    const out = `${dir}/processed`;
    await processChain(path, out);
    const before = await sha256OfFile(`${out}/q.csv`);
    await Deno.writeTextFile(path, "strike\n");
    await assertRejects(() => processChain(path, out), DataQualityError);
    assertEquals(await sha256OfFile(`${out}/q.csv`), before);
    assertEquals(await names(out), ["metadata.json", "q.csv", "report.json"]);
  });
});

Deno.test("processChain() never replaces what it was given", async () => {
  await withFile("q.csv", QUOTES, async (path, dir) => {
    await assertRejects(() => processChain(path, dir), RangeError, "raw data");
    assertEquals(await Deno.readTextFile(path), QUOTES);
    await processChain(path, dir, { format: "parquet" });
    // Its own metadata.json is no catalogue of raw files, and may be replaced.
    await processChain(path, dir, { format: "parquet" });
  });
  await assertRejects(
    () => processChain(SPX, "data/raw", { format: "parquet" }),
    RangeError,
    "raw data",
  );
});

Deno.test("the data set in data/raw is what its metadata says", async () => {
  const { files } = JSON.parse(
    await Deno.readTextFile("data/raw/metadata.json"),
  );
  for (const name of await names("data/raw")) {
    if (name === "metadata.json") continue;
    assertEquals(
      await sha256OfFile(`data/raw/${name}`),
      files[name].sha256,
      name,
    );
    const chain = await readChain(`data/raw/${name}`);
    assertEquals(chain.strike.length, files[name].rows, name);
  }
  assertEquals(Object.keys(files).length, 2);
});
