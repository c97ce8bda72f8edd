/** The demo's report: charts and tables of two surfaces in one page. */

import type { CalibrationReport } from "lib/calibration/report.ts";
import { byExpiry, smileCurve } from "lib/calibration/smile_curve.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import {
  type GridPoint,
  residualHeatmap,
  smilesChart,
  surfaceHeatmap,
} from "lib/report/calibration_charts.ts";
import { reportPage, type Section } from "lib/report/page.ts";
import { parametersChart } from "lib/report/parameters_chart.ts";
import type { FittedSurface } from "pipelines/demo.ts";
import { NET_COLUMNS, netErrors } from "pipelines/demo_net.ts";

/** Laws drawn as smiles: one of each kind, so that lines can be told apart. */
const DRAWN = ["black-scholes", "variance-gamma", "heston", "bates"];

/** Builds the page. */
export function demoPage(surfaces: readonly FittedSurface[]): string {
  const intro =
    "Nine pricing laws, fitted by least squares to two published option surfaces. Dots are quotes, lines are fits; an interval is the estimate with 1.96 standard errors.";
  return reportPage("Nine laws, two surfaces", [
    { kind: "text", text: intro },
    ...surfaces.flatMap(surfaceSections),
  ]);
}

function surfaceSections(surface: FittedSurface): Section[] {
  const { title, cleaning, reports, space } = surface;
  const best = reports.toSorted((a, b) => a.rmsePrice - b.rmsePrice)[0];
  const heading = (text: string): Section => ({ kind: "heading", text });
  return [
    heading(title),
    {
      kind: "text",
      text:
        `${cleaning.rowsOut} of ${cleaning.rowsIn} quotes after cleaning; least squares in ${
          space === "price" ? "prices" : "implied volatilities"
        }.`,
    },
    errorsTable(reports),
    { kind: "chart", svg: smilesFigure(reports) },
    ...["variance-gamma", "heston", best.law].filter(unique).map((law) =>
      residuals(reports, law)
    ),
    {
      kind: "chart",
      svg: surfaceHeatmap({
        title: `Implied volatility of ${best.law}`,
        points: surfacePoints(best),
      }),
    },
    { kind: "chart", svg: parametersChart(estimates(reports)) },
    ...notes(reports),
    ...netSections(surface),
  ];
}

/** The nets' table, where there are nets. */
function netSections({ nets }: FittedSurface): Section[] {
  if (nets.length === 0) return [];
  return [
    {
      kind: "text",
      text:
        "By nets trained on synthetic surfaces, fitted in implied volatility: the net alone, least squares on the exact pricer from the net's answer, and least squares alone.",
    },
    { kind: "table", columns: NET_COLUMNS, rows: nets.map(netErrors) },
    ...nets.flatMap(({ law, net }) =>
      net.reasons.map((reason): Section => ({
        kind: "text",
        text: `${law}: ${reason}.`,
      }))
    ),
  ];
}

function unique(law: string, index: number, laws: readonly string[]): boolean {
  return laws.indexOf(law) === index;
}

function errorsTable(reports: readonly CalibrationReport[]): Section {
  return {
    kind: "table",
    columns: [
      "law",
      "RMSE price",
      "RMSE vol, %",
      "APE, %",
      "ARPE, %",
      "parameters ± standard errors",
    ],
    rows: reports.map((report) => [
      report.law,
      Number(report.rmsePrice.toFixed(4)),
      Number((100 * (report.rmseImpliedVol ?? NaN)).toFixed(3)),
      Number((100 * report.ape).toFixed(2)),
      Number((100 * report.arpe).toFixed(2)),
      Object.entries(report.params).map(([name, value]) => {
        const error = report.standardErrors[name];
        const shown = error === null ? "?" : error.toPrecision(2);
        return `${name} ${value.toPrecision(4)} ± ${shown}`;
      }).join(", "),
    ]),
  };
}

/** Quotes and smiles of a few laws, one panel an expiry. */
export function smilesFigure(reports: readonly CalibrationReport[]): string {
  const drawn = reports.filter(({ law }) => DRAWN.includes(law));
  const expiries = byExpiry(reports[0].fitted).map((expiry) => ({
    label: expiryLabel(expiry.maturity),
    tau: expiry.maturity,
    quotes: expiry.quotes.flatMap(({ strike, marketVol }) =>
      marketVol === null ? [] : [{ strike, impliedVol: marketVol }]
    ),
    fits: drawn.map(({ law, params }) => ({
      law,
      ...smileCurve(lawByName(law).characteristicFunction(params), expiry),
    })),
  }));
  return smilesChart({ expiries });
}

function residuals(
  reports: readonly CalibrationReport[],
  law: string,
): Section {
  const report = reports.find((r) => r.law === law);
  const points = (report?.fitted ?? []).flatMap(
    ({ strike, maturity, marketVol, modelVol }): GridPoint[] =>
      marketVol === null || modelVol === null ? [] : [{
        strike,
        expiry: expiryLabel(maturity),
        value: modelVol - marketVol,
      }],
  );
  const title = `Residuals of ${law}`;
  return { kind: "chart", svg: residualHeatmap({ title, points }) };
}

function surfacePoints(
  { law, params, fitted }: CalibrationReport,
): GridPoint[] {
  const cf = lawByName(law).characteristicFunction(params);
  const expiries = byExpiry(fitted);
  const strikes = fitted.map(({ strike }) => strike);
  const [low, high] = [Math.min(...strikes), Math.max(...strikes)];
  return expiries.flatMap((expiry) => {
    const ends = [low, high].map((strike) => ({ ...expiry.quotes[0], strike }));
    const curve = smileCurve(cf, { ...expiry, quotes: ends }, 25);
    return Array.from(curve.strike, (strike, i) => ({
      strike,
      expiry: expiryLabel(expiry.maturity),
      value: curve.impliedVol[i],
    }));
  });
}

function estimates(reports: readonly CalibrationReport[]) {
  return reports.flatMap(({ law, params, standardErrors }) =>
    Object.entries(params).map(([parameter, value]) => ({
      law,
      parameter,
      value,
      standardError: standardErrors[parameter] ?? NaN,
    }))
  );
}

function notes(reports: readonly CalibrationReport[]): Section[] {
  const rows = reports.flatMap(({ law, warnings }) =>
    warnings.map((text) => [law, text])
  );
  if (rows.length === 0) return [];
  return [{ kind: "table", columns: ["law", "what to know"], rows }];
}

function expiryLabel(maturity: number): string {
  const days = Math.round(365 * maturity);
  return `${days} days`;
}
