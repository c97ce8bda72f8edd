/** `tenor backtest` and `tenor walk-forward`, run as users run them. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const ROOT = new URL("../../", import.meta.url).pathname;

async function tenor(cwd: string, ...args: string[]): Promise<Outcome> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--config",
      `${ROOT}deno.json`,
      `${ROOT}scripts/tenor.ts`,
      ...args,
    ],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Bars that rise and fall in waves, so that crossovers trade. */
function wavyBars(rows: number): string {
  const lines = ["date,open,high,low,close,volume"];
  let day = Date.UTC(2020, 0, 1);
  for (let i = 0; i < rows; ++i) {
    const close = 100 + 20 * Math.sin(i / 25) + 0.02 * i + Math.sin(i * 1.7);
    const date = new Date(day).toISOString().slice(0, 10);
    const [high, low] = [close + 1, close - 1].map((x) => x.toFixed(2));
    lines.push(
      `${date},${close.toFixed(2)},${high},${low},${close.toFixed(2)},100000`,
    );
    day += 86_400_000;
  }
  return lines.join("\n") + "\n";
}

const CONFIG = `
name: waves
data: waves.csv
symbol: waves
strategy: moving-average
settings: { fast: 5, slow: 20 }
leakCuts: 4
train: 200
test: 100
grid: { fast: [5, 10], slow: [10, 20, 40] }
`;

async function inStudy(
  work: (dir: string) => Promise<void>,
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    const all = { "waves.csv": wavyBars(600), "c.yaml": CONFIG, ...files };
    for (const [name, text] of Object.entries(all)) {
      await Deno.writeTextFile(`${dir}/${name}`, text);
    }
    await work(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("tenor backtest gives the same ledger twice, a page, and counts its trials", () =>
  inStudy(async (dir) => {
    const first = await tenor(dir, "backtest", "c.yaml", "--json");
    assertEquals(first.code, 0, first.stderr);
    const one = JSON.parse(first.stdout);
    const two = JSON.parse(
      (await tenor(dir, "backtest", "c.yaml", "--json")).stdout,
    );
    assertEquals(one.ledgerSha256, two.ledgerSha256);
    assertEquals([one.trials, two.trials], [1, 1]);
    assert(one.fills > 4, `${one.fills} fills`);
    const page = await Deno.readTextFile(`${dir}/${two.run}/report.html`);
    assertStringIncludes(page, "Definitions");
    const ledger = await Deno.readTextFile(
      `${dir}/${two.run}/artifacts/ledger.csv`,
    );
    const cents = ledger.trim().split("\n").slice(1)
      .map((line) => Math.round(100 * Number(line.split(",")[6])));
    assertEquals(cents.reduce((sum, c) => sum + c, 0), 0);
    const other = CONFIG.replace("fast: 5,", "fast: 8,");
    await Deno.writeTextFile(`${dir}/d.yaml`, other);
    const third = JSON.parse(
      (await tenor(dir, "backtest", "d.yaml", "--json")).stdout,
    );
    assertEquals(third.trials, 2);
    assert(third.deflatedSharpe !== null);
  }));

Deno.test("tenor backtest refuses a strategy that looks ahead, with the first time", () =>
  inStudy(async (dir) => {
    const { code, stderr } = await tenor(dir, "backtest", "peek.yaml");
    assertEquals(code, 2);
    assertStringIncludes(stderr, "2020-01-01 (bar 1)");
    assert(!stderr.includes("    at "), stderr);
  }, {
    "peek.yaml": CONFIG.replace("moving-average", "./peek.ts"),
    "peek.ts": `
export default function ({ symbol, bars }) {
  const table = bars.find((each) => each.symbol === symbol);
  let row = -1;
  return {
    name: "peek",
    onBar(context) {
      ++row;
      const next = table.close[row + 1] ?? table.close[row];
      context.orderTo(context.instrumentOf(symbol), next > table.close[row] ? 100 : 0);
    },
  };
}
`,
  }));

Deno.test("tenor walk-forward trades what it chose before, and counts every trial", () =>
  inStudy(async (dir) => {
    const { code, stdout, stderr } = await tenor(
      dir,
      "walk-forward",
      "c.yaml",
      "--json",
    );
    assertEquals(code, 0, stderr);
    const walk = JSON.parse(stdout);
    // 10/10 makes no strategy; the other five are tried in each of four steps.
    assertEquals(walk.combinations, 5);
    assertEquals(walk.steps.length, 4);
    for (const { train, test } of walk.steps) assert(train[1] < test[0]);
    assertEquals(walk.skill.n, 400);
    const ledger = await Deno.readTextFile(`${dir}/results/trials/waves.jsonl`);
    assertEquals(ledger.trim().split("\n").length, 20);
  }));

Deno.test("tenor backtest names the key, the file and the row of what is wrong", () =>
  inStudy(async (dir) => {
    const cases = [
      ["typo.yaml", "strategy"],
      ["none.yaml", "nowhere.csv"],
      ["symbol.yaml", "waves"],
      ["unsorted.yaml", "unsorted.csv"],
      ["set.yaml", "fast"],
    ];
    for (const [file, word] of cases) {
      const { code, stderr } = await tenor(dir, "backtest", file);
      assertEquals(code, 2, `${file}: ${stderr}`);
      assertStringIncludes(stderr, word);
      assert(!stderr.includes("    at "), stderr);
    }
  }, {
    "typo.yaml": CONFIG.replace("strategy:", "stratagy:"),
    "none.yaml": CONFIG.replace("data: waves.csv", "data: nowhere.csv"),
    "symbol.yaml": CONFIG.replace("symbol: waves", "symbol: wave"),
    "unsorted.yaml": CONFIG.replaceAll("waves", "unsorted"),
    "unsorted.csv": wavyBars(50).split("\n").toSpliced(
      5,
      0,
      "2020-01-01,1,1,1,1,1",
    ).join("\n"),
    "set.yaml": CONFIG.replace("fast: 5,", "fsat: 5,"),
  }));
