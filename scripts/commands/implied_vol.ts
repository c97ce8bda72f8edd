import { type Command, Option } from "commander";

const EXAMPLE = `
A quote:
  {"id": "a", "spot": 100, "strike": 100, "rate": 0.05, "dividend": 0,
   "maturity": 1, "type": "call", "price": 10.45}

becomes {"id": "a", "impliedVol": 0.19998444801094378}. At the discounted
intrinsic value the volatility is 0. A quote without one becomes
{"id", "failure": {"kind", "message"}}; kinds are below_intrinsic,
above_maximum, not_finite and invalid_input. The others go on, in order. The id
is the index by default.

With --format csv the input has a header with the columns
  spot,strike,rate,dividend,maturity,type,price    (and perhaps id)
and the output is id,impliedVol,failure.

Input is read and answered as it comes, a JSON array or one JSON object a line,
so a file may be larger than memory. The exit code is 2 only if it holds no
quotes.

Examples:
  deno task tenor implied-vol quotes.json > vols.json
  cat quotes.csv | deno task tenor implied-vol - --format csv > vols.csv`;

/** Adds `tenor implied-vol`. */
export function register(program: Command): void {
  program.command("implied-vol")
    .description("imply volatilities from option prices, one result a quote")
    .argument("<file>", 'file of quotes, or "-" for standard input')
    .addOption(
      new Option("--format <format>", "of input and output")
        .choices(["json", "csv"]).default("json"),
    )
    .addHelpText("after", EXAMPLE)
    .action(async (file: string, options: { format: "json" | "csv" }) => {
      const { QUOTE_NUMBERS, impliedVolOfCase } = await import(
        "lib/pricing/implied_vol_case.ts"
      );
      const { textChunks } = await import("scripts/text_chunks.ts");
      const { StdoutWriter } = await import("scripts/stdout_writer.ts");
      const csv = options.format === "csv";
      const chunks = textChunks(file);
      const rows = csv
        ? (await import("scripts/csv_rows.ts")).csvRows(chunks, {
          file,
          required: [...QUOTE_NUMBERS, "type"],
        })
        : (await import("scripts/json_rows.ts")).jsonRows(chunks, file);
      const out = new StdoutWriter(
        csv ? "id,impliedVol,failure\n" : "[\n",
        csv ? "" : "\n]\n",
      );
      let index = 0;
      for await (const batch of rows) {
        for (const row of batch) {
          const result = impliedVolOfCase(row, index);
          if (csv) out.add(csvLine(result));
          else out.add(`${index === 0 ? "" : ",\n"}${JSON.stringify(result)}`);
          ++index;
        }
        if (!await out.drain()) return;
      }
      await out.end();
    });
}

function csvLine(
  { id, impliedVol, failure }: {
    readonly id: unknown;
    readonly impliedVol?: number;
    readonly failure?: { readonly kind: string; readonly message: string };
  },
): string {
  const why = failure === undefined
    ? ""
    : quoted(`${failure.kind}: ${failure.message}`);
  return `${quoted(String(id))},${impliedVol ?? ""},${why}\n`;
}

/** A field with quotation marks where CSV wants them. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
