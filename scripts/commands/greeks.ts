import { type Command, Option } from "commander";
import type { ContractType } from "lib/market/history/history_store.ts";
import {
  finiteNumber,
  nameList,
  setting,
  wholeNumber,
} from "scripts/option_values.ts";

/** What commander hands over to `ingest`. */
export interface IngestFlags {
  store: string;
  reread?: boolean;
  json?: boolean;
}

/** What commander hands over to `train`. */
export interface TrainFlags {
  type: ContractType;
  version?: string;
  store: string;
  root?: string[];
  maxDte: number;
  minMoneyness: number;
  maxMoneyness: number;
  folds: number;
  balance: "none" | "mean" | "largest" | "smallest";
  level: number;
  set: Readonly<Record<string, string>>;
  seed: number;
  threads: number;
  models: string;
  json?: boolean;
}

/** What commander hands over to `evaluate`. */
export interface EvaluateFlags {
  type: ContractType;
  data: string[];
  version?: string;
  store: string;
  models: string;
  json?: boolean;
}

/** What commander hands over to `predict`. */
export interface PredictFlags {
  type: ContractType;
  version?: string;
  smooth?: boolean;
  models: string;
  json?: boolean;
}

const STORE_HELP = `
The history is the PostgreSQL server of DATABASE_URL if that is set, else an
embedded one in the folder of --store.`;

const INGEST_HELP = `${STORE_HELP}
Files: option_chain_history (valid_time, root_symbol, underlying_price,
expiration_date, contract_type, strike, bid, ask, mark, delta, sample, source),
price_history (symbol, valid_time, close), or chains in the layouts that
tenor market reads; CSV, CSV.gz or Parquet. A file that was read adds nothing; a
run that was killed goes on where it was.

Example:
  deno task tenor greeks ingest chains.csv.gz price_history.csv`;

const TRAIN_HELP = `${STORE_HELP}
Folds are whole days. Underlying prices come from put-call parity of the quotes'
own snapshot where it has both sides. A volatility index that price_history lacks
is no feature of the model. The model is registered as calls or puts; its
intervals are conformal, from the errors on days that were not learnt from.

Example:
  deno task tenor greeks train --type call --root SPY`;

const EVALUATE_HELP = `
TEST.csv has the columns of option_chain_history, or is a chain that tenor greeks
ingest reads; with both calls and puts, underlying prices come from parity.
Indices that the model needs come from price_history files given beside it, else
from the history. Quotes unlike those trained on (more days, another moneyness)
are counted as outside and not measured.

Example:
  deno task tenor greeks evaluate --type call --data test.csv --json`;

const PREDICT_HELP = `
FILE has JSON, an object of features or an array of them, or CSV with a column
for each: dte, moneyness, mark, strike, underlying_price, and the indices that
the model was trained with (vix9d, vvix, skew). - is standard input.

Example:
  echo '{"dte":30,"moneyness":1,"mark":12.5,"strike":560,"underlying_price":560}' |
    deno task tenor greeks predict --type call -`;

const SYNTH_HELP = `
Spot and variance move day by day under the law; each day's chain is priced by it,
and VIX, VIX9D, VVIX and SKEW follow from it. For a demo without a download.

Example:
  deno task tenor greeks synth --out data/synthetic/greeks --days 60
  deno task tenor greeks ingest data/synthetic/greeks/*.csv`;

/** Adds `tenor greeks ingest`, `train`, `evaluate`, `predict` and `synth`. */
export function register(program: Command): void {
  const greeks = program.command("greeks")
    .description("option deltas learnt from a history of chains");

  greeks.command("ingest")
    .description("tables of quotes and prices into the history")
    .argument("<files...>", "CSV, CSV.gz or Parquet files")
    .addOption(storeOption())
    .option("--reread", "read files again that were read")
    .option("--json", "print JSON instead of text")
    .addHelpText("after", INGEST_HELP)
    .action(async (files: string[], flags: IngestFlags) => {
      const { runIngest } = await import("scripts/run_greeks_ingest.ts");
      await runIngest(files, flags);
    });

  greeks.command("train")
    .description("quotes of one side to a registered model")
    .addOption(typeOption())
    .option("--version <version>", "version to register [the next one]")
    .addOption(storeOption())
    .option("--root <symbols>", "roots, with commas between [all]", nameList)
    .option("--max-dte <days>", "most days to expiry", finiteNumber, 90)
    .option("--min-moneyness <x>", "least S/K (puts: K/S)", finiteNumber, 0.2)
    .option(
      "--max-moneyness <x>",
      "greatest S/K (puts: K/S)",
      finiteNumber,
      3,
    )
    .option("--folds <k>", "folds of whole days", wholeNumber(2, 1000), 5)
    .addOption(
      new Option(
        "--balance <to>",
        "rows of each bin of delta learnt from, resampled inside each fold",
      ).choices(["none", "mean", "largest", "smallest"]).default("none"),
    )
    .option(
      "--level <share>",
      "share of intervals that hold",
      finiteNumber,
      0.9,
    )
    .addOption(
      new Option(
        "--set <name=value>",
        "set a hyperparameter; may be given many times",
      ).argParser(setting).default({}, "none"),
    )
    .option("--seed <integer>", "seed", wholeNumber(0, 2 ** 32 - 1), 1)
    .option(
      "--threads <n>",
      "threads; the model does not depend on them",
      wholeNumber(1, 64),
      navigator.hardwareConcurrency,
    )
    .addOption(modelsOption())
    .option("--json", "print JSON instead of text")
    .addHelpText("after", TRAIN_HELP)
    .action(async (flags: TrainFlags) => {
      const { runTrain } = await import("scripts/run_greeks_train.ts");
      await runTrain(flags);
    });

  greeks.command("evaluate")
    .description("errors of a registered model on other quotes")
    .addOption(typeOption())
    .requiredOption("--data <file...>", "quotes with deltas, prices beside")
    .option("--version <version>", "version or alias [latest]")
    .addOption(storeOption())
    .addOption(modelsOption())
    .option("--json", "print JSON instead of text")
    .addHelpText("after", EVALUATE_HELP)
    .action(async (flags: EvaluateFlags) => {
      const { runEvaluate } = await import("scripts/run_greeks_evaluate.ts");
      await runEvaluate(flags);
    });

  greeks.command("predict")
    .description("deltas of quotes, with intervals")
    .argument("<file>", "JSON or CSV with features, or -")
    .addOption(typeOption())
    .option("--version <version>", "version or alias [champion]")
    .option("--smooth", "make each chain monotone in strike")
    .addOption(modelsOption())
    .option("--json", "print JSON instead of text")
    .addHelpText("after", PREDICT_HELP)
    .action(async (file: string, flags: PredictFlags) => {
      const { runPredict } = await import("scripts/run_greeks_predict.ts");
      await runPredict(file, flags);
    });

  greeks.command("synth")
    .description("a history made by a pricing law")
    .requiredOption("--out <dir>", "folder of the tables")
    .option("--days <n>", "trading days [60]", wholeNumber(1, 100_000))
    .option("--root <symbol>", "root symbol [SYN]")
    .option("--law <name>", "law of spot and smiles: bates or heston [bates]")
    .option("--spot <x>", "spot of the first day [500]", finiteNumber)
    .option("--rate <x>", "continuous rate a year [0.04]", finiteNumber)
    .option("--dividend <x>", "continuous yield a year [0.013]", finiteNumber)
    .option("--start <yyyy-mm-dd>", "first day [2025-01-02]")
    .option("--seed <integer>", "seed [1]", wholeNumber(0, 2 ** 32 - 1))
    .addOption(
      new Option("--delta <which>", "the delta that is quoted [black-scholes]")
        .choices(["black-scholes", "law"]),
    )
    .addOption(
      new Option("--format <name>", "format of the tables")
        .choices(["csv", "parquet"]).default("csv"),
    )
    .option("--json", "print JSON instead of text")
    .addHelpText("after", SYNTH_HELP)
    .action(async (flags) => {
      const { runSynth } = await import("scripts/run_greeks_synth.ts");
      await runSynth(flags);
    });
}

function typeOption(): Option {
  return new Option("--type <side>", "side of the chain")
    .choices(["call", "put"]).makeOptionMandatory();
}

function storeOption(): Option {
  return new Option("--store <dir>", "folder of the embedded history")
    .default("data/history");
}

function modelsOption(): Option {
  return new Option("--models <dir>", "where models are registered")
    .default("results/models");
}
