/** Reads a quote file as the commands' options say. */

import { cleanChain } from "lib/market/cleaning.ts";
import type { OptionChain } from "lib/market/option_chain.ts";
import { readChain } from "lib/market/read_chain.ts";
import type { QuoteFlags } from "scripts/quote_options.ts";

/** Reads and, if asked, cleans; says on stderr what was dropped. */
export async function readQuotes(
  file: string,
  flags: QuoteFlags,
): Promise<OptionChain> {
  const { spot, rate, dividend, date, underlying, layout } = flags;
  const chain = await readChain(file, {
    layout,
    ...(spot === undefined ? {} : { spot }),
    ...(rate === undefined ? {} : { rate }),
    ...(dividend === undefined ? {} : { dividend }),
    ...(date === undefined ? {} : { date }),
    ...(underlying === undefined ? {} : { underlying }),
  });
  if (!flags.clean) return chain;
  const cleaned = cleanChain(chain);
  for (const { rule, dropped } of cleaned.report.rules) {
    if (dropped > 0) console.error(`cleaning: ${rule} dropped ${dropped}`);
  }
  return cleaned.chain;
}
