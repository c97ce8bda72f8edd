import { assert, assertEquals, assertStringIncludes } from "@std/assert";

const SPX = "data/raw/spx_2002-04-18.csv";

async function tenor(
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  // The whole program loads every command; here only this one is wanted.
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "scripts/tenor.ts", ...args],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
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

Deno.test("tenor market clean writes the folder and prints every rule", () =>
  inFolder(async (dir) => {
    const { code, out } = await tenor("market", "clean", SPX, "--out", dir);
    assertEquals(code, 0);
    for (const rule of ["zero-bid", "convexity", "calendar", "duplicates"]) {
      assertStringIncludes(out, rule);
    }
    assertEquals(names(dir), [
      "metadata.json",
      "report.json",
      "spx_2002-04-18.csv",
    ]);
  }));

Deno.test("tenor market clean --json prints what it wrote, and --parquet writes Parquet that show reads", () =>
  inFolder(async (dir) => {
    const clean = await tenor(
      ...["market", "clean", SPX, "--out", dir, "--parquet", "--json"],
    );
    const { metadata, report } = JSON.parse(clean.out);
    assertEquals([report.rowsIn, report.rowsOut], [75, 75]);
    const show = await tenor(
      ...["market", "show", `${dir}/${metadata.output.file}`, "--json"],
    );
    const quality = JSON.parse(show.out);
    assertEquals([quality.quotes, quality.smiles.length], [75, 7]);
    assertEquals(quality.smiles[0].expiry, "2002-05-17");
  }));

Deno.test("tenor market show prints a line an expiry", async () => {
  const { code, out } = await tenor("market", "show", SPX);
  assertEquals(code, 0);
  assertEquals(out.match(/^SPX .*given/gm)?.length, 7);
  assertStringIncludes(out, "75 quotes (75 calls, 0 puts) of SPX");
});

Deno.test("tenor market ends with code 2, one line and no output for bad input", () =>
  inFolder(async (dir) => {
    const bad = `${dir}/bad.csv`;
    await Deno.writeTextFile(
      bad,
      "strike,maturity,type,price,spot\n100,0.5,call,-7,101\n",
    );
    const out = `${dir}/out`;
    const cases: [string[], string][] = [
      [["clean", bad, "--out", out], 'row 2, column "price"'],
      [["clean", `${dir}/none.csv`, "--out", out], "no such file"],
      [["clean", SPX, "--out", out, "--layout", "xml"], "layout"],
      [["clean", SPX, "--out", out, "--min-volume", "few"], '"few"'],
      [["clean", SPX, "--out", out, "--skip", "nothing"], '"nothing"'],
      [["clean", SPX, "--out", bad], "Cannot write into"],
      [["show", SPX, "--underlying", "DAX"], "quote of DAX"],
    ];
    for (const [args, says] of cases) {
      const { code, out: printed, err } = await tenor("market", ...args);
      assertEquals(code, 2, args.join(" "));
      assertEquals(printed, "");
      assertStringIncludes(err, says);
      assertEquals(err.trim().split("\n").length, 1, err);
    }
    assertEquals(names(dir), ["bad.csv"]);
  }));

Deno.test("two of tenor market clean at once leave one whole result", () =>
  inFolder(async (dir) => {
    const runs = await Promise.all(
      ["0.1", "0.2", "0.3"].map((tolerance) =>
        tenor(
          ...["market", "clean", SPX, "--out", dir],
          ...["--tolerance", tolerance],
        )
      ),
    );
    assertEquals(runs.map(({ code }) => code), [0, 0, 0]);
    const read = (name: string) =>
      JSON.parse(Deno.readTextFileSync(`${dir}/${name}`));
    assertEquals(
      read("metadata.json").output.rows,
      read("report.json").rowsOut,
    );
    assert(!names(dir).some((name) => name.endsWith(".partial")));
  }));
