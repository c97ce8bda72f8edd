/** What `tenor fit` says, for people. */

import { estimatorOf } from "lib/models/estimators.ts";
import type { Hyperparameter } from "lib/core/hyperparameters.ts";
import type { TableSchema } from "lib/models/table/table_schema.ts";

/** What was learnt, as `--json` prints it. */
export interface FitSummary {
  readonly model: string;
  readonly target: string;
  readonly rows: number;
  readonly features: readonly string[];
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** Share of each feature in what was learnt. */
  readonly importance: Readonly<Record<string, number>>;
  /** The two classes; predictions are the probability of the second. */
  readonly classes?: readonly [string, string];
  /** Scores on the rows learnt: mae, rmse, r2, or logLoss, auc, accuracy, brier. */
  readonly train: Readonly<Record<string, number>>;
  /** The same of out-of-fold predictions, and how the rows were divided. */
  readonly cv?: Readonly<Record<string, number | string>>;
  /** Of learning alone. */
  readonly fitMilliseconds: number;
  /** Of all. */
  readonly milliseconds: number;
  readonly out: string;
}

/** Features whose importance is told. */
const TOP = 10;

/** A summary in lines. */
export function fitText(summary: FitSummary, schema: TableSchema): string {
  const { model, target, rows, features, classes, train, cv, out } = summary;
  const texts = schema.features.filter(({ categories }) => categories);
  const ranked = Object.entries(summary.importance)
    .sort(([, a], [, b]) => b - a).slice(0, TOP);
  return [
    `${model}: ${target}${
      classes ? ` = ${classes[1]} (or ${classes[0]})` : ""
    } from ${features.length} columns of ${rows} rows in ${
      (summary.milliseconds / 1000).toFixed(1)
    } s (learning ${(summary.fitMilliseconds / 1000).toFixed(1)} s)`,
    ...(texts.length > 0
      ? [
        `categories       ${
          texts.map(({ name, categories = [] }) =>
            `${name} (${categories.length})`
          ).join(", ")
        }`,
      ]
      : []),
    `on these rows    ${scoresText(train)}`,
    ...(cv ? [`${`${cv.splitter}`.padEnd(16)} ${scoresText(cv)}`] : []),
    "importance",
    ...aligned(
      ranked.map(([name, share]) => [`  ${name}`, share.toFixed(3)]),
    ),
    `model in ${out}: deno task tenor predict ${out} TEST.csv`,
  ].join("\n");
}

function scoresText(scores: Readonly<Record<string, number | string>>): string {
  return Object.entries(scores)
    .flatMap(([name, x]) =>
      typeof x === "number" ? [`${name} ${Number(x.toPrecision(5))}`] : []
    ).join("   ");
}

/** Everything that can be set of a learner, a line each. */
export function settingsText(model: string): string {
  const known = Object.entries(estimatorOf(model).hyperparameters) as [
    string,
    Hyperparameter<unknown>,
  ][];
  if (known.length === 0) return `${model} has nothing to set`;
  const rows = known.map(([name, what]) => [
    `  ${name}=${defaultText(what.default)}`,
    boundsText(what),
    what.doc,
  ]);
  return [`${model}, --set name=default:`, ...aligned(rows)].join("\n");
}

function defaultText(value: unknown): string {
  return Array.isArray(value) ? value.join(",") : String(value);
}

function boundsText(what: Hyperparameter<unknown>): string {
  if (what.type === "choice") return what.choices.join(" | ");
  if (what.type === "flag") return "true | false";
  if (what.type === "integers") return "integers";
  if (what.type === "text") return "a text";
  const { min, max, openMin } = what;
  const from = min === undefined ? "" : `${openMin ? ">" : "≥"} ${min}`;
  const to = max === undefined ? "" : `≤ ${max}`;
  return [what.type, [from, to].filter((part) => part !== "").join(", ")]
    .join(" ").trim();
}

/** Cells of rows in columns. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row.map((cell, i) => cell.padEnd(widths[i])).join("  ").trimEnd()
  );
}
