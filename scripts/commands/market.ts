import type { Command } from "commander";
import type { ReadChainOptions } from "lib/market/read_chain.ts";
import { qualityText, reportText } from "scripts/market_text.ts";

interface ReadFlags {
  layout?: string;
  spot?: number;
  rate?: number;
  dividend?: number;
  date?: string;
  underlying?: string;
  json?: boolean;
}

interface CleanFlags extends ReadFlags {
  out: string;
  parquet?: boolean;
  maxRelativeSpread?: number;
  minVolume?: number;
  minOpenInterest?: number;
  tolerance?: number;
  skip?: string[];
  source?: string;
  licence?: string;
}

const LAYOUT_HELP = `
Layouts, told by the header unless --layout says:
  tenor  strike, type, maturity (years) or expiry, price or bid and ask or
         implied_vol; optional underlying, quote_time, spot, rate, dividend,
         volume, open_interest
  cboe   the Cboe quote table download, calls and puts side by side
  occ    one contract a row, keyed by an OCC symbol as SPY250501C00250000, or
         by expiration, type and strike

Files: .csv, .csv.gz, .parquet. Maturities counted from dates are calendar days
over 365.`;

/** Adds `tenor market clean` and `tenor market show`. */
export function register(program: Command): void {
  const market = program.command("market")
    .description("read, clean and describe option chains");

  withReadFlags(market.command("clean"))
    .description("raw to processed: drop what cannot be used, and say why")
    .argument("<chain>", "file with the quotes")
    .requiredOption("--out <dir>", "folder for the table and its reports")
    .option("--parquet", "write Parquet instead of CSV")
    .option("--max-relative-spread <x>", "widest (ask-bid)/mid [0.5]", toNumber)
    .option("--min-volume <n>", "fewest contracts traded [0]", toNumber)
    .option("--min-open-interest <n>", "fewest open contracts [0]", toNumber)
    .option("--tolerance <x>", "arbitrage passed over, in forwards", toNumber)
    .option("--skip <rule...>", "rules to leave out")
    .option("--source <text>", "where the data comes from, for metadata.json")
    .option("--licence <text>", "its licence, for metadata.json")
    .addHelpText("after", LAYOUT_HELP)
    .action(async (file: string, flags: CleanFlags) => {
      const { processChain } = await import("lib/market/process_chain.ts");
      const { maxRelativeSpread, minVolume, minOpenInterest, tolerance, skip } =
        flags;
      const { metadata, report } = await processChain(file, flags.out, {
        read: readOptions(flags),
        clean: known({
          maxRelativeSpread,
          minVolume,
          minOpenInterest,
          tolerance,
          skip,
        }),
        format: flags.parquet ? "parquet" : "csv",
        provenance: known({ source: flags.source, licence: flags.licence }),
      });
      console.log(
        flags.json
          ? JSON.stringify({ metadata, report }, null, 2)
          : `${reportText(report)}\n\n${flags.out}/${metadata.output.file}`,
      );
    });

  withReadFlags(market.command("show"))
    .description("expiries, forwards, at-the-money volatilities and quality")
    .argument("<chain>", "file with the quotes")
    .addHelpText("after", LAYOUT_HELP)
    .action(async (file: string, flags: ReadFlags) => {
      const { readChain } = await import("lib/market/read_chain.ts");
      const { qualityOf } = await import("lib/market/quality.ts");
      const quality = qualityOf(await readChain(file, readOptions(flags)));
      console.log(
        flags.json ? JSON.stringify(quality, null, 2) : qualityText(quality),
      );
    });
}

function withReadFlags(command: Command): Command {
  return command
    .option("--layout <name>", "auto, tenor, cboe or occ", "auto")
    .option("--spot <x>", "spot, where the file gives none", toNumber)
    .option("--rate <x>", "rate, where the file gives none", toNumber)
    .option("--dividend <x>", "yield, where the file gives none", toNumber)
    .option("--date <day>", "quote date, where the file gives none; or filter")
    .option("--underlying <symbol>", "symbol, likewise")
    .option("--json", "print JSON");
}

function toNumber(text: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new RangeError(`Cannot read "${text}" as a number`);
}

function readOptions(flags: ReadFlags): ReadChainOptions {
  const { layout, spot, rate, dividend, date, underlying } = flags;
  const layouts = ["auto", "tenor", "cboe", "occ"] as const;
  const name = layouts.find((each) => each === layout);
  if (layout !== undefined && name === undefined) {
    throw new RangeError(
      `Cannot use layout as it must be one of ${
        layouts.join(", ")
      }: current value is "${layout}"`,
    );
  }
  return known({ layout: name, spot, rate, dividend, date, underlying });
}

/** The entries that are not undefined. */
function known<T extends object>(
  entries: { [K in keyof T]: T[K] | undefined },
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(entries).filter(([, value]) => value !== undefined),
  ) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
