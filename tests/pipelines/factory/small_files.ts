/** Small files of the layouts that the model factory reads. */

const DAY = 86_400_000;
const FIRST = Date.UTC(2020, 0, 1);

/** Rows of bars of a symbol, a day each, as a CSV file has them. */
export function barRows(
  symbol: string,
  days: number,
  first: number = FIRST,
): string[] {
  let price = 100;
  return Array.from({ length: days }, (_, i) => {
    const open = price;
    price *= 1 + 0.01 * Math.sin(1.3 * i + symbol.charCodeAt(0)) +
      0.008 * Math.cos(0.7 * i * i);
    const date = new Date(first + i * DAY).toISOString().slice(0, 10);
    const high = 1.004 * Math.max(open, price);
    const low = 0.996 * Math.min(open, price);
    return [symbol, date, open, high, low, price, 1000 + 7 * (i % 13)].join();
  });
}

/** A CSV file of bars. */
export async function writeBars(
  path: string,
  ...rows: readonly string[]
): Promise<string> {
  const head = "symbol,date,open,high,low,close,volume";
  await Deno.writeTextFile(path, [head, ...rows, ""].join("\n"));
  return path;
}

/** A CSV file of two series, an hour a row. */
export async function writeSeries(
  path: string,
  hours: number,
): Promise<string> {
  const rows = Array.from({ length: hours }, (_, i) => {
    const date = new Date(FIRST + i * DAY / 24).toISOString();
    return [date, Math.sin(i / 7), Math.cos(i / 11) + i / 500].join();
  });
  await Deno.writeTextFile(path, ["date,a,b", ...rows, ""].join("\n"));
  return path;
}
