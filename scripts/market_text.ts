import type { CleaningReport } from "lib/market/cleaning.ts";
import type { ChainQuality, SmileSummary } from "lib/market/quality.ts";

/** The rules and what each dropped, as a table. */
export function reportText({ rowsIn, rowsOut, rules }: CleaningReport): string {
  return table([
    ["rule", "dropped", "left", "drops a quote if"],
    ["", "", String(rowsIn), "(as read)"],
    ...rules.map((each) => [
      each.rule,
      String(each.dropped),
      String(each.left),
      each.description,
    ]),
    ["all", String(rowsIn - rowsOut), String(rowsOut), ""],
  ], [1, 2]);
}

/** The smiles of a chain as a table, and its quality in two lines. */
export function qualityText(quality: ChainQuality): string {
  const { quotes, calls, puts, underlyings, medianRelativeSpread } = quality;
  const spread = medianRelativeSpread === null
    ? "no spreads"
    : `median spread ${percent(medianRelativeSpread)} of mid`;
  const dropped = quality.rules.filter((rule) => rule.dropped > 0)
    .map((rule) => `${rule.rule} ${rule.dropped}`).join(", ");
  return [
    table([
      ["underlying", "date", "expiry", "tau", "calls", "puts", "strikes"]
        .concat(["forward", "discount", "from", "pairs", "ATM vol", "note"]),
      ...quality.smiles.map(smileCells),
    ], [3, 4, 5, 7, 8, 10, 11]),
    "",
    `${quality.source}: ${quotes} quotes (${calls} calls, ${puts} puts) of ${
      underlyings.join(", ") || "an unnamed underlying"
    }, ${quality.smiles.length} smiles, ${spread}`,
    `quality: ${percent(quality.usable)} usable; cleaning would drop ${
      dropped || "nothing"
    }`,
  ].join("\n");
}

function smileCells(smile: SmileSummary): string[] {
  const number = (value: number | null, digits: number) =>
    value === null ? "-" : value.toFixed(digits);
  return [
    smile.underlying || "-",
    smile.date ?? "-",
    smile.expiry ?? "-",
    smile.tau.toFixed(4),
    String(smile.calls),
    String(smile.puts),
    `${smile.strikes[0]}..${smile.strikes[1]}`,
    number(smile.forward, 2),
    number(smile.discount, 5),
    smile.method ?? "-",
    String(smile.pairs),
    smile.atmVol === null ? "-" : percent(smile.atmVol),
    smile.note,
  ];
}

function percent(value: number): string {
  return `${(100 * value).toFixed(2)}%`;
}

/** Lines up cells; the columns in `right` to the right. */
function table(
  rows: readonly (readonly string[])[],
  right: readonly number[],
): string {
  const widths = rows[0].map((_, j) =>
    Math.max(...rows.map((row) => row[j].length))
  );
  return rows.map((row) =>
    row.map((cell, j) =>
      right.includes(j) ? cell.padStart(widths[j]) : cell.padEnd(widths[j])
    ).join("  ").trimEnd()
  ).join("\n");
}
