/** A validation of calibrations as a run: figures, charts, verdict, page. */

import type { QuoteDay } from "lib/calibration/validation/quote_days.ts";
import {
  type FitLaw,
  lawSmile,
  type SmileModel,
} from "lib/calibration/validation/smile_model.ts";
import type { Watch } from "lib/core/progress.ts";
import type { Law } from "lib/pricing/laws/law.ts";
import { reportPage, type Section } from "lib/report/page.ts";
import type { Json } from "lib/tracking/manifest.ts";
import { startCommandRun } from "scripts/start_command_run.ts";

/** A law and how it is fitted. */
export interface LawFit {
  readonly law: Law;
  readonly fit: FitLaw;
  /** How it is called. @default the law's name */
  readonly name?: string;
}

/** What is validated. */
export interface ValidationInput {
  readonly days: readonly QuoteDay[];
  readonly fits: readonly LawFit[];
  readonly seed: number;
}

/** What a study gave. */
export interface Study {
  readonly title: string;
  /** What was found, a sentence each. */
  readonly verdict: readonly string[];
  /** What follows the verdict on the page. */
  readonly sections: readonly Section[];
  readonly metrics: readonly {
    readonly name: string;
    readonly value: number;
    readonly labels: Readonly<Record<string, string | number>>;
  }[];
  /** Everything, for other programs. */
  readonly result: Json;
}

/** Where and when a study runs. */
export interface ValidationOptions {
  readonly root: string;
  readonly now: () => Date;
  readonly codeVersion: string;
  readonly config: Json;
  readonly dataHashes: Readonly<Record<string, string>>;
}

/** The laws as models. */
export function modelsOf({ fits }: ValidationInput): SmileModel[] {
  return fits.map(({ law, fit, name }) => lawSmile(law, fit, name));
}

/**
 * Runs a study and writes its run.
 *
 * @returns The run's folder beside what was found.
 */
export async function validationRun(
  kind: string,
  input: ValidationInput,
  study: (input: ValidationInput, watch: Watch) => Promise<Study>,
  options: ValidationOptions & Watch,
): Promise<{ run: string; study: Study }> {
  const { root, now, codeVersion, config, dataHashes } = options;
  const began = now();
  const run = await startCommandRun({
    root,
    kind: "validation",
    name: kind,
    time: began.toISOString(),
    codeVersion,
    config,
    seed: input.seed,
    dataHashes,
    now,
  });
  try {
    const found = await study(input, options);
    for (const { name, value, labels } of found.metrics) {
      if (Number.isFinite(value)) await run.metric(name, value, labels);
    }
    await run.artifact("result.json", `${jsonOf(found.result)}\n`);
    await run.artifact("verdict.txt", `${found.verdict.join("\n")}\n`);
    let chart = 0;
    for (const section of found.sections) {
      if (section.kind !== "chart") continue;
      await run.file(`charts/chart_${++chart}.svg`, section.svg);
    }
    await run.report(reportPage(found.title, [
      ...found.verdict.map((text) => ({ kind: "text", text }) as const),
      ...found.sections,
    ]));
    await run.timing(kind, now().getTime() - began.getTime());
    await run.finish();
    return { run: run.path, study: found };
  } catch (error) {
    await run.fail(error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** JSON in which what is not finite is null. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(
    value,
    (_, v) => typeof v === "number" && !Number.isFinite(v) ? null : v,
    2,
  );
}

/** A volatility in points, as tables show it. */
export function inPoints(vol: number): number {
  return Number((100 * vol).toFixed(3));
}
