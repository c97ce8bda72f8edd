import "../graph/wasm_ready.ts";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { writeHistoryFiles } from "lib/greeks/synth/history_files.ts";
import { makeSynthSettings } from "lib/greeks/synth/synth_settings.ts";
import { exitCodeOf } from "scripts/cli_errors.ts";
import { runEvaluate } from "scripts/run_greeks_evaluate.ts";
import { runPredict } from "scripts/run_greeks_predict.ts";
import type { Outcome } from "./table_command.ts";

const REPOSITORY = Deno.cwd();

/** Runs `tenor greeks` in a folder, on the embedded history. */
async function greeks(
  cwd: string,
  args: readonly string[],
  input = "",
): Promise<Outcome> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "-A", "--config", `${REPOSITORY}/deno.json`],
      ...[`${REPOSITORY}/scripts/tenor.ts`, "greeks", ...args],
    ],
    cwd,
    env: { DATABASE_URL: "" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  // A command that fails at once does not read its input.
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** The JSON of a command that succeeds, and says nothing on stderr. */
async function json(cwd: string, args: readonly string[], input = "") {
  const { code, stdout, stderr } = await greeks(
    cwd,
    [...args, "--json"],
    input,
  );
  assertEquals([code, stderr], [0, ""], args.join(" "));
  return JSON.parse(stdout);
}

/** A command that must fail as bad input does, saying all of `parts`. */
async function assertRefused(
  cwd: string,
  args: readonly string[],
  parts: readonly string[],
  input = "",
): Promise<void> {
  const { code, stdout, stderr } = await greeks(cwd, args, input);
  const what = `${args.join(" ")}\n${stderr}`;
  assertEquals([code, stdout], [2, ""], what);
  for (const part of parts) assertStringIncludes(stderr, part, what);
  assert(!/^\s+at |file:\/\//m.test(stderr), `a stack trace: ${what}`);
}

/** An error that ends a command with exit code 2, saying all of `parts`. */
async function assertBadInput(
  work: () => Promise<void>,
  parts: readonly string[],
): Promise<void> {
  const error = await assertRejects(work, Error);
  assertEquals(exitCodeOf(error), 2, error.stack);
  for (const part of parts) assertStringIncludes(error.message, part);
}

const QUICK = ["rounds=40", "learningRate=0.2"].flatMap((s) => ["--set", s]);

Deno.test("tenor greeks, from tables to predictions", async (t) => {
  const dir = await Deno.makeTempDir();
  const codeVersion = "unknown";
  const write = (name: string, text: string) =>
    Deno.writeTextFile(`${dir}/${name}`, text);
  const days = makeSynthSettings({ days: 4, seed: 3 });
  await writeHistoryFiles(`${dir}/many`, days, { codeVersion });
  const one = makeSynthSettings({ days: 1, seed: 5, root: "ONE" });
  await writeHistoryFiles(`${dir}/one`, one, { codeVersion });
  const table = await Deno.readTextFile(`${dir}/many/option_chain_history.csv`);
  const [header, ...lines] = table.trim().split("\n");

  try {
    await t.step("ingest adds each quote once", async () => {
      const files = [
        "many/option_chain_history.csv",
        "many/price_history.csv",
        "one/option_chain_history.csv",
        "many/option_chain_history.csv",
      ];
      const report = await json(dir, ["ingest", ...files, "--store", "store"]);
      assertEquals(report.files.length, 4);
      assertEquals(report.files[0].inserted, lines.length);
      assertEquals(report.files[3].inserted, 0);
    });

    let trained: Record<string, unknown> = {};
    await t.step("train registers the version that is named", async () => {
      const version = ["--type", "call", "--version", "1.0.0"];
      trained = await json(dir, [
        ...["train", ...version, "--root", "SYN", "--folds", "2", ...QUICK],
        ...["--store", "store", "--models", "models"],
      ]);
      assertEquals(trained.version, "1.0.0");
      assertEquals(trained.features, [
        ...["dte", "moneyness", "mark", "strike", "underlying_price"],
        ...["vix9d", "vvix", "skew"],
      ]);
      assertEquals(trained.leftOut, {});
      assert(Number(trained.mae) < 0.02, `MAE ${trained.mae}`);
      const folder = `${dir}/models/calls/v1.0.0`;
      assertEquals(
        [...Deno.readDirSync(folder)].map(({ name }) => name).sort(),
        ["feature_names.json", "metadata.json", "model.onnx"],
      );
      const said = JSON.parse(
        await Deno.readTextFile(`${folder}/metadata.json`),
      );
      assertEquals(said.metrics.mae, trained.mae);
      assertEquals(said.hyperparameters.rounds, 40);
      assertEquals(said.details.universe.roots, ["SYN"]);
      assertEquals(said.details.days.count, 4);
      assert(said.runId.startsWith("greeks_calls_"));
      assert((await Deno.stat(`${dir}/${trained.run}/report.html`)).isFile);
    });

    await t.step(
      "evaluate measures it by file, parity and indices",
      async () => {
        const data = ["option_chain_history", "price_history"]
          .map((name) => `many/${name}.csv`);
        const found = await json(dir, [
          ...["evaluate", "--type", "call", "--data", ...data],
          ...["--store", "nowhere", "--models", "models"],
        ]);
        for (const key of ["mae", "rmse", "r2", "rows", "baselineMae"]) {
          assert(Number.isFinite(found[key]), `${key}: ${found[key]}`);
        }
        const calls = lines.filter((line) => line.includes(",call,"));
        assertEquals(found.rows + found.outside, calls.length);
        assertEquals(found.version, "1.0.0");
        assertEquals(found.unknown, {});
        assert(found.mae < 0.02 && found.r2 > 0.99, `${found.mae}`);
        const inBins = found.byBin.map(({ rows }: { rows: number }) => rows);
        assertEquals(
          inBins.reduce((a: number, b: number) => a + b, 0),
          found.rows,
        );
        // Days that it learnt from: its intervals hold at least as they promise.
        assert(found.coverage > 0.85, `${found.coverage}`);
      },
    );

    const quotes = [480, 500, 520, 540].map((strike) => ({
      dte: 20,
      moneyness: 500 / strike,
      mark: Math.max(0.4, 12 - 0.3 * (strike - 500)),
      strike,
      underlying_price: 500,
      vix9d: 16,
      vvix: 80,
      skew: 124,
    }));
    const predict = ["predict", "-", "--type", "call", "--models", "models"];

    await t.step(
      "predict answers JSON and CSV alike, with intervals",
      async () => {
        const found = await json(dir, predict, JSON.stringify(quotes));
        assertEquals(found.count, 4);
        assertEquals(found.model_version, "1.0.0");
        assertEquals(found.contract_type, "call");
        found.predictions.forEach((delta: number, i: number) => {
          const [low, high] = found.intervals[i];
          assert(0 <= low && low <= delta && delta <= high && high <= 1);
          assert(i === 0 || delta <= found.predictions[i - 1]);
        });
        const names = Object.keys(quotes[0]);
        await write(
          "quotes.csv",
          [names.join(), ...quotes.map((row) => Object.values(row).join())]
            .join("\n"),
        );
        const file = predict.map((arg) => arg === "-" ? "quotes.csv" : arg);
        assertEquals(
          (await json(dir, [...file, "--smooth"])).predictions,
          found.predictions,
        );
      },
    );

    await t.step("a quote that cannot be asked is refused", async () => {
      const [quote] = quotes;
      const { vvix, ...without } = quote;
      const flags = { type: "call", models: `${dir}/models` } as const;
      const file = `${dir}/asked`;
      for (
        const [input, ...parts] of [
          [[quote, without], "row 2", '"vvix"', "give its last value"],
          [[{ ...quote, strke: 1 }], '"strke"', "the nearest is strike"],
          [[{ ...quote, mark: null }], "row 1", '"mark"', "must be a number"],
          [[{ ...quote, mark: "12" }], "row 1", '"mark"', "must be a number"],
          [[{ ...quote, dte: -3 }], "dte must be a number from 0", "-3"],
          [[], "There is no row to predict"],
          [[vvix], "must be an object"],
          ['[{"dte": 1', "It must be JSON"],
          ["dte,mark\n3,much\n", "row 2", '"mark"', "must be a number"],
        ] as [unknown, ...string[]][]
      ) {
        const text = typeof input === "string" ? input : JSON.stringify(input);
        await Deno.writeTextFile(file, text);
        await assertBadInput(() => runPredict(file, flags), parts);
      }
      await assertRefused(dir, predict, ['"vvix"'], JSON.stringify(without));
    });

    await t.step(
      "an index that nobody knows is told of, and no history is made",
      async () => {
        const found = await json(dir, [
          ...["evaluate", "--type", "call", "--models", "models"],
          ...["--data", "many/option_chain_history.csv"],
          ...["--store", "nowhere"],
        ]);
        const quotes = found.rows + found.outside;
        assertEquals(found.unknown, {
          vix9d: quotes,
          vvix: quotes,
          skew: quotes,
        });
        await assertRejects(
          () => Deno.stat(`${dir}/nowhere`),
          Deno.errors.NotFound,
        );
      },
    );

    await t.step("bad input is told by place, with what to do", async () => {
      await write("empty.csv", `${header}\n`);
      const puts = lines.filter((line) => line.includes(",put,"));
      await write("puts.csv", [header, ...puts].join("\n"));
      await write("other.csv", "date,price\n2025-01-02,3\n");
      await write(
        "late.csv",
        [header, lines[0], lines[1].replace(/,500,/, ",much,")].join("\n"),
      );
      const flags = { type: "call", models: `${dir}/models` } as const;
      for (
        const [file, ...parts] of [
          ["nowhere.csv"],
          ["empty.csv", "no rows"],
          ["other.csv", '"root_symbol"', "date, price"],
          ["late.csv", "row 3", '"underlying_price"', "much"],
        ]
      ) {
        await assertBadInput(
          () =>
            runEvaluate({ ...flags, data: [`${dir}/${file}`], store: "none" }),
          [`${dir}/${file}`, ...parts],
        );
      }
      await write("quote.json", JSON.stringify(quotes[0]));
      const file = `${dir}/quote.json`;
      await assertBadInput(() => runPredict(file, { ...flags, type: "put" }), [
        ...['"puts"', flags.models, "calls"],
      ]);
      await assertBadInput(
        () => runPredict(file, { ...flags, version: "2.0.0" }),
        ['"2.0.0"', "1.0.0", "champion"],
      );
      await assertBadInput(() => runPredict(`${dir}/none.json`, flags), [
        "none.json",
      ]);
    });

    await t.step("bad input is exit code 2, and no stack trace", async () => {
      const home = ["--store", "store", "--models", "models"];
      const train = ["train", "--type", "call", ...QUICK, ...home];
      await Promise.all([
        assertRefused(dir, ["train", "--type", "straddle", ...home], [
          "'straddle' is invalid. Allowed choices are call, put",
        ]),
        assertRefused(dir, [...train, "--version", "1"], [
          "must be three whole numbers such as 1.0.0: current value is 1",
        ]),
        assertRefused(dir, [...train, "--version", "1.0.0"], [
          "Cannot register calls 1.0.0 as --version must be free",
          "Leave it out",
        ]),
      ]);
      await assertRefused(
        dir,
        ["train", "--type", "call", "--store", "typo", "--models", "models"],
        ["there is none at typo", "tenor greeks ingest"],
      );
      await assertRefused(dir, [...train, "--root", "NONE"], [
        "there must be quotes with a delta: there are none",
      ]);
      await assertRefused(dir, [...train, "--root", "ONE"], [
        "two days or more: all are of 2025-01-02",
        "Ingest chains of other days",
      ]);
      await assertRefused(
        dir,
        ["ingest", "other.csv", "nowhere.csv", "--store", "store"],
        ["nowhere.csv"],
      );
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
