/**
 * The page's program: the server's own nets, run in the browser.
 *
 * Built into `page.js` by `deno task page`; nothing here talks to any host but
 * the one that served it.
 *
 * @module
 */

/// <reference lib="dom" />

// deno-lint-ignore-file tenor/no-ambient-state -- a program for browsers

import { refine } from "lib/calibration/calibrate.ts";
import { loadCalibrator } from "lib/calibration/neural/load_calibrator.ts";
import type { NeuralCalibrator } from "lib/calibration/neural/net_fit.ts";
import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import type { CalibrationReport } from "lib/calibration/report.ts";
import { type BandedSmile, bandedSmiles } from "lib/serve/page/bands.ts";
import { readQuotesText } from "lib/serve/page/quotes_text.ts";
import { panelScales, panelSvg, volRange } from "lib/serve/page/smile_svg.ts";

const element = <T extends HTMLElement>(id: string): T =>
  document.getElementById(id) as T;
const number = (id: string): number =>
  Number(element<HTMLInputElement>(id).value);

/** The law that the page begins with, where there is a net of it. */
const FIRST_LAW = "heston";

/** Nets by name, loaded once. */
const nets = new Map<string, Promise<NeuralCalibrator>>();
let quotes: CalibrationQuotes | null = null;
let smiles: BandedSmile[] = [];
let range: [number, number] = [0, 1];

interface ModelInfo {
  readonly name: string;
  readonly version: string;
  readonly kind: string;
  readonly law: string;
}

async function main(): Promise<void> {
  const answer = await fetch("/models");
  const { models } = await answer.json() as { models: ModelInfo[] };
  const choice = element<HTMLSelectElement>("model");
  for (const { name, version, law, kind } of models) {
    if (kind !== "calibrator") continue;
    choice.add(new Option(`${law} (${name} ${version})`, name));
  }
  const first = models.find(({ law }) => law === FIRST_LAW);
  if (first !== undefined) choice.value = first.name;
  if (choice.options.length === 0) {
    say("This server has no net loaded: tenor calibrator train makes one.");
    return;
  }
  for (const id of ["model", "spot", "rate", "dividend", "method"]) {
    element(id).addEventListener("change", () => void readAndFit());
  }
  const text = element<HTMLTextAreaElement>("quotes");
  text.addEventListener("input", () => void readAndFit());
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file === undefined) return;
    void file.text().then((content) => {
      text.value = content;
      return readAndFit();
    });
  });
  makeDraggable(element("panels"));
  await readAndFit();
}

/** The quotes of the text, then their fit. */
async function readAndFit(): Promise<void> {
  try {
    quotes = readQuotesText(element<HTMLTextAreaElement>("quotes").value, {
      spot: number("spot"),
      rate: number("rate"),
      dividend: number("dividend"),
    });
    await fit();
  } catch (error) {
    quotes = null;
    smiles = [];
    element("panels").replaceChildren();
    element("parameters").replaceChildren();
    say("", [(error as Error).message]);
  }
}

async function fit(): Promise<void> {
  if (quotes === null) return;
  const net = await netOf(element<HTMLSelectElement>("model").value);
  const began = performance.now();
  const [answer] = await net.fit([quotes]);
  const netMs = performance.now() - began;
  const polish = element<HTMLSelectElement>("method").value === "polish";
  const report = refine(quotes, net.law, answer.params, {
    space: "implied-vol",
    ...(polish ? {} : { maxIterations: 0 }),
  });
  const ms = performance.now() - began;
  smiles = bandedSmiles(net.law, report);
  range = volRange(smiles);
  element("panels").innerHTML = smiles.map((smile, i) =>
    panelSvg(smile, i, range)
  ).join("");
  element("parameters").replaceChildren(parameterTable(report));
  const error = (100 * (report.rmseImpliedVol ?? NaN)).toFixed(3);
  say(
    `RMSE ${error} points of volatility. The net took ${netMs.toFixed(1)} ms${
      polish ? `, with least squares ${ms.toFixed(1)} ms` : ""
    }, ${answer.quotesUsed} of ${quotes.size} quotes on its grid.`,
    answer.reasons.map((reason) => `The net's own answer: ${reason}.`),
  );
}

function netOf(name: string): Promise<NeuralCalibrator> {
  let net = nets.get(name);
  if (net === undefined) {
    net = loadNet(name);
    nets.set(name, net);
  }
  return net;
}

async function loadNet(name: string): Promise<NeuralCalibrator> {
  const path = `/models/${encodeURIComponent(name)}`;
  const metadata = await (await fetch(path)).json();
  const files = new Map<string, Uint8Array>();
  await Promise.all(
    Object.keys(metadata.files).map(async (file) => {
      const answer = await fetch(`${path}/files/${encodeURIComponent(file)}`);
      files.set(file, new Uint8Array(await answer.arrayBuffer()));
    }),
  );
  const { kind, details, version, runId } = metadata;
  return await loadCalibrator({
    files,
    kind,
    details,
    path: name,
    identity: { name, version, runId },
  });
}

function parameterTable(report: CalibrationReport): HTMLTableElement {
  const table = document.createElement("table");
  const add = (...cells: string[]) => {
    const row = table.insertRow();
    for (const cell of cells) row.insertCell().textContent = cell;
  };
  add("parameter", "value", "± standard error");
  for (const [name, value] of Object.entries(report.params)) {
    const error = report.standardErrors[name] ?? NaN;
    add(
      name,
      value.toPrecision(4),
      Number.isFinite(error) ? error.toPrecision(2) : "–",
    );
  }
  return table;
}

/** Quotes move up and down with the pointer; the net follows. */
function makeDraggable(panels: HTMLElement): void {
  let held: { panel: number; quote: number } | null = null;
  let busy = false;
  panels.addEventListener("pointerdown", (event) => {
    const { panel, quote } = (event.target as SVGElement).dataset;
    if (panel === undefined || quote === undefined) return;
    held = { panel: Number(panel), quote: Number(quote) };
    panels.setPointerCapture(event.pointerId);
  });
  panels.addEventListener("pointermove", (event) => {
    if (held === null || busy) return;
    const svg = panels.children[held.panel];
    const box = svg.getBoundingClientRect();
    const { height } = (svg as SVGSVGElement).viewBox.baseVal;
    const pixel = (event.clientY - box.top) / box.height * height;
    const { y } = panelScales(smiles[held.panel], range);
    moveQuote(held.panel, held.quote, Math.max(0.01, y.from(pixel)));
    busy = true;
    void fit().finally(() => busy = false);
  });
  panels.addEventListener("pointerup", () => held = null);
}

/** Gives a quote another volatility. */
function moveQuote(panel: number, quote: number, vol: number): void {
  if (quotes === null) return;
  const { strike, type } = smiles[panel].expiry.quotes[quote];
  const { maturity } = smiles[panel].expiry;
  const impliedVol = quotes.impliedVol.slice();
  for (let i = 0; i < quotes.size; ++i) {
    const same = quotes.strike[i] === strike &&
      quotes.slices[quotes.sliceOf[i]].tau === maturity &&
      (quotes.isCall[i] === 1) === (type === "call");
    if (same) impliedVol[i] = vol;
  }
  quotes = { ...quotes, impliedVol };
}

/** A line about the fit, and the reasons against it. */
function say(text: string, reasons: readonly string[] = []): void {
  const status = element("status");
  status.textContent = text;
  for (const reason of reasons) {
    const line = document.createElement("div");
    line.className = "reason";
    line.textContent = reason;
    status.append(line);
  }
}

main().catch((error: Error) => say(error.message));
