/** All that an experiment found, as files and metrics of a run. */

import type { Run } from "lib/tracking/run.ts";
import { comparisonChart } from "pipelines/factory/evaluation_charts.ts";
import type { PanelFinding } from "pipelines/factory/experiment_finding.ts";

/** Writes findings into a run: figures, comparisons, predictions, models of the data. */
export async function recordExperiment(
  run: Run,
  findings: readonly PanelFinding[],
): Promise<void> {
  for (const finding of findings) {
    const { panel, rows, comparisons, cells, found, verdict } = finding;
    for (const { model, horizon, symbol, metrics, comparison } of rows) {
      if (comparison === null) continue;
      const labels = {
        panel,
        model,
        horizon,
        ...(symbol === undefined ? {} : { symbol }),
      };
      for (const [name, value] of Object.entries(metrics)) {
        if (value !== null) await run.metric(name, value, labels);
      }
    }
    for (const [name, cell] of cells) {
      await run.file(`predictions/${panel}_${name}.parquet`, cell.predictions);
      if (panel !== "data") continue;
      for (const [file, bytes] of Object.entries(cell.files)) {
        await run.artifact(`${name}/${file}`, bytes);
      }
    }
    for (const [horizon, comparison] of comparisons) {
      await run.file(
        `charts/${panel}_h${horizon}.svg`,
        comparisonChart(comparison, `${panel}, ${horizon} ahead`),
      );
    }
    const table = { panel, found, verdict, rows };
    await run.artifact(
      `${panel}.json`,
      `${JSON.stringify(table, null, 2)}\n`,
    );
  }
}
