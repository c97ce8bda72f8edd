import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { DataQualityError } from "lib/core/errors.ts";
import { rowOf } from "lib/market/option_chain.ts";
import { readChain, type ReadChainOptions } from "lib/market/read_chain.ts";
import { gzip, withFile } from "./temp_file.ts";

const HEADER = "strike,maturity,type,price,spot";
const GOOD = `${HEADER}\n100,0.5,call,7,101\n`;

async function failure(
  content: string | Uint8Array,
  options: ReadChainOptions = {},
  name = "quotes.csv",
): Promise<DataQualityError> {
  return await withFile(
    name,
    content,
    (path) => assertRejects(() => readChain(path, options), DataQualityError),
  );
}

/** A row in place of the good one, and what its message must hold. */
const BAD_ROWS: readonly [string, string, string][] = [
  ["abc,0.5,call,7,101", "strike", '"abc"'],
  ["0,0.5,call,7,101", "strike", "> 0"],
  ["-5,0.5,call,7,101", "strike", "> 0"],
  ["NaN,0.5,call,7,101", "strike", "finite"],
  ["Infinity,0.5,call,7,101", "strike", "finite"],
  ["1e999,0.5,call,7,101", "strike", "finite"],
  ["0x10,0.5,call,7,101", "strike", "finite"],
  [",0.5,call,7,101", "strike", "blank"],
  ["100,0,call,7,101", "maturity", "> 0"],
  ["100,-1,call,7,101", "maturity", "> 0"],
  ["100,,call,7,101", "maturity", "neither maturity nor expiry"],
  ["100,0.5,cal,7,101", "type", '"call" or "put"'],
  ["100,0.5,,7,101", "type", '"call" or "put"'],
  ["100,0.5,call,-7,101", "price", ">= 0"],
  ["100,0.5,call,,101", "price", "no price"],
  ['100,0.5,call,"1,234.5",101', "price", "thousands separator"],
  ["100,0.5,call,7,0", "spot", "> 0"],
  ["100,0.5,call,7,", "spot", "--spot"],
];

for (const [row, column, says] of BAD_ROWS) {
  Deno.test(`readChain() names file, row and column of "${row}"`, async () => {
    const error = await failure(`${GOOD}\n${row}\n`);
    // The blank line counts, as in an editor.
    assertEquals([error.row, error.column], [4, column]);
    assertStringIncludes(error.message, "quotes.csv, row 4");
    assertStringIncludes(error.message, says);
  });
}

Deno.test("readChain() tells an empty file from one with a header only", async () => {
  assertStringIncludes((await failure("")).message, "empty");
  assertStringIncludes((await failure("\n\n")).message, "empty");
  assertStringIncludes((await failure(HEADER)).message, "no rows");
});

Deno.test("readChain() names the nearest column where one is missing", async () => {
  const renamed = await failure("strike,maturity,kind_type,price\n");
  assertEquals(renamed.column, "type");
  assertStringIncludes(renamed.message, 'nearest column is "kind_type"');
  const slip = await failure("strike,matuirty,type,price\n");
  assertStringIncludes(slip.message, 'Rename it to "maturity"');
  const strike = await failure("strikes,maturity,type,price\n");
  assertStringIncludes(strike.message, 'rename it to "strike"');
  const half = await failure("strike,maturity,type,bid\n100,1,call,3\n");
  assertEquals(half.column, "ask");
  const semicolons = await failure("strike;maturity;type;price\n100;1;call;2");
  assertStringIncludes(semicolons.message, "commas");
});

Deno.test("readChain() says how many fields a ragged row has", async () => {
  const error = await failure(`${GOOD}100,0.5,call\n`);
  assertEquals(error.row, 3);
  assertStringIncludes(error.message, "3 fields where the header has 5");
});

Deno.test("readChain() says that a file is missing, a folder, or damaged", async () => {
  await assertRejects(
    () => readChain("no/such.csv"),
    DataQualityError,
    "no/such.csv: There is no such file",
  );
  await assertRejects(() => readChain("."), DataQualityError, "folder");
  const packed = await gzip(GOOD.repeat(500));
  const cut = await failure(packed.subarray(0, 40), {}, "quotes.csv.gz");
  assertStringIncludes(cut.message, "damaged");
});

Deno.test("readChain() refuses options that no market has", async () => {
  await withFile("q.csv", GOOD, async (path) => {
    for (
      const options of [{ spot: 0 }, { spot: NaN }, { rate: 5 }, {
        dividend: NaN,
      }, { date: "yesterday" }]
    ) await assertRejects(() => readChain(path, options), RangeError);
  });
});

Deno.test("readChain() reads a gzipped file as the plain one", async () => {
  const plain = await withFile("q.csv", GOOD, (path) => readChain(path));
  const packed = await withFile(
    "q.csv.gz",
    await gzip(GOOD),
    (path) => readChain(path),
  );
  assertEquals({ ...packed, source: "" }, { ...plain, source: "" });
});

Deno.test("readChain() counts calendar days over 365 from the quote's date to the expiry's", async () => {
  const text = "strike,expiry,type,bid,ask\n100,2025-06-20,put,3,4\n";
  await withFile("q.csv", text, async (path) => {
    const chain = await readChain(path, { date: "2025-05-01", spot: 99 });
    assertEquals(chain.tau[0], 50 / 365);
    assertEquals(chain.price[0], 3.5);
    assertEquals(chain.eventTime[0], Date.UTC(2025, 4, 1));
    await assertRejects(
      () => readChain(path, { spot: 99 }),
      DataQualityError,
      "--date",
    );
  });
});

Deno.test("readChain() knows a few other names of its columns", async () => {
  const text =
    "Date,Expiration,Option Type,Strike,Mid,Spot Price,Risk-Free Rate,Dividend Yield,note\n2025-05-01,2025-06-20,P,90,3,100,0.04,0.01,x\n";
  const chain = await withFile("q.csv", text, (path) => readChain(path));
  const { tau, isCall, price, spot, rate, dividend } = rowOf(chain, 0);
  assertEquals([tau, isCall, price, spot, rate, dividend], [
    50 / 365,
    false,
    3,
    100,
    0.04,
    0.01,
  ]);
});

Deno.test("readChain() lets the file's rates and spot go before the caller's", async () => {
  const text =
    "strike,maturity,type,price,spot,rate\n100,1,call,3,50,0.01\n100,1,call,3,,\n";
  const chain = await withFile(
    "q.csv",
    text,
    (path) => readChain(path, { spot: 60, rate: 0.02, dividend: 0.03 }),
  );
  assertEquals([...chain.spot], [50, 60]);
  assertEquals([...chain.rate], [0.01, 0.02]);
  assertEquals([...chain.dividend], [0.03, 0.03]);
});

Deno.test("readChain() keeps the quotes of the underlying and date that are asked for", async () => {
  const text = [
    "underlying,quote_time,strike,maturity,type,price,spot",
    "A,2025-05-01,100,1,call,3,50",
    "B,2025-05-01,101,1,call,3,50",
    "A,2025-05-02,102,1,call,3,50",
  ].join("\n");
  await withFile("q.csv", text, async (path) => {
    const strikes = async (options: ReadChainOptions) => [
      ...(await readChain(path, options)).strike,
    ];
    assertEquals(await strikes({ underlying: "A" }), [100, 102]);
    assertEquals(await strikes({ date: "2025-05-01" }), [100, 101]);
    await assertRejects(
      () => readChain(path, { underlying: "C" }),
      DataQualityError,
      "None of the 3 rows is a quote of C",
    );
  });
});

Deno.test("readChain() reads any table or says what is wrong with it, whatever is in the fields", async () => {
  const field = fc.oneof(
    fc.constantFrom("call", "put", "100", "0.5", "0", "-1", "NaN", "", "1e400"),
    fc.double().map(String),
    fc.string({ maxLength: 5 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(field, { minLength: 4, maxLength: 6 }), {
        minLength: 1,
        maxLength: 4,
      }),
      async (rows) => {
        const text = `${HEADER}\n${
          rows.map((row) => row.join(",")).join("\n")
        }`;
        await withFile("q.csv", text, async (path) => {
          try {
            const chain = await readChain(path);
            for (let i = 0; i < chain.strike.length; ++i) {
              const row = rowOf(chain, i);
              const sound = row.strike > 0 && row.tau > 0 && row.price >= 0 &&
                row.spot > 0;
              if (!sound) throw new Error(`let through: ${text}`);
            }
          } catch (error) {
            if (!(error instanceof DataQualityError)) throw error;
            assertStringIncludes(error.message, path);
          }
        });
      },
    ),
    { numRuns: 150 },
  );
});

Deno.test("readChain() ends with a chain or a message for any file of any layout", async () => {
  const word = fc.constantFrom(
    ...[
      "strike",
      "type",
      "maturity",
      "price",
      "expiry",
      "symbol",
      "bid",
      "ask",
    ],
    ...["occ_symbol", "underlying_price", "Calls", "Puts", "Expiration Date"],
    ...["SPY250501C00250000", "2025-04-30", "call", "1", "-1", "", '"', "x\ny"],
  );
  const table = fc.array(
    fc.array(word, { maxLength: 8 }).map((row) => row.join(",")),
    { maxLength: 12 },
  ).map((rows) => new TextEncoder().encode(rows.join("\n")));
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(table, fc.uint8Array({ maxLength: 200 })),
      fc.constantFrom("auto", "tenor", "cboe", "occ"),
      fc.constantFrom("q.csv", "q.csv.gz", "q.parquet"),
      (content, layout, name) =>
        withFile(name, content, async (path) => {
          try {
            await readChain(path, { layout: layout as "auto" });
          } catch (error) {
            if (!(error instanceof DataQualityError)) throw error;
          }
        }),
    ),
    { numRuns: 300 },
  );
});

Deno.test("readChain() reads the published surfaces", async () => {
  const spx = await readChain("data/raw/spx_2002-04-18.csv");
  assertEquals(spx.strike.length, 75);
  assertEquals([spx.spot[0], spx.rate[0], spx.dividend[0]], [
    1124.47,
    0.019,
    0.012,
  ]);
  const dax = await readChain("data/raw/dax_2002-07-05.csv");
  assertEquals(dax.strike.length, 104);
  // The first expiry is two weeks away.
  assertEquals(dax.tau[0], 14 / 365);
  assertEquals(dax.impliedVol[0], 0.6625);
});
