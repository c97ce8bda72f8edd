import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { equity } from "lib/backtest/instrument.ts";
import { InstrumentTable } from "lib/backtest/instrument_table.ts";
import {
  formatCents,
  roundHalfEven,
  worthCents,
} from "lib/backtest/ledger/cents.ts";
import { ledgerCsv } from "lib/backtest/ledger/export_ledger.ts";
import { Ledger } from "lib/backtest/ledger/ledger.ts";
import {
  reconcile,
  ReconciliationError,
} from "lib/backtest/ledger/reconcile.ts";
import { Portfolio } from "lib/backtest/portfolio.ts";

/** Half to even in exact arithmetic. */
function exact(quantity: number, milli: number): number {
  const value = BigInt(quantity) * BigInt(milli);
  const size = value < 0n ? -value : value;
  const whole = size / 10n;
  const rest = size % 10n;
  const up = rest > 5n || (rest === 5n && whole % 2n === 1n);
  const rounded = Number(whole + (up ? 1n : 0n));
  return value < 0n && rounded !== 0 ? -rounded : rounded;
}

Deno.test("Amounts are rounded half to even as in exact arithmetic", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1e6, max: 1e6 }),
      fc.integer({ min: 1, max: 1e7 }),
      // A price of whole thousandths, so that ties occur.
      (quantity, milli) => {
        const cents = worthCents(quantity, milli / 1000, 100);
        assertEquals(cents, exact(quantity, milli));
      },
    ),
    { numRuns: 5000, seed: 11 },
  );
});

Deno.test("An amount that cannot be exact is refused", () => {
  assertThrows(() => roundHalfEven(2 ** 53), RangeError, "below 2^53");
  assertThrows(() => roundHalfEven(NaN), RangeError, "NaN");
  assertEquals(Object.is(roundHalfEven(-0.2), 0), true);
});

Deno.test("Cents are written with two decimals and a point", () => {
  assertEquals([0, 5, -5, 123456, -100].map(formatCents), [
    "0.00",
    "0.05",
    "-0.05",
    "1234.56",
    "-1.00",
  ]);
});

Deno.test("A transaction that does not add up to 0 cannot end", () => {
  const ledger = new Ledger();
  ledger.begin("fill", 0);
  ledger.post("cash", 100);
  ledger.post("position", -99, 0, 1);
  assertThrows(() => ledger.end(), Error, "add up to 1 cents");
  assertThrows(() => ledger.post("cash", 1), Error, "begin a transaction");
  ledger.begin("fill", 0);
  assertThrows(() => ledger.post("cash", 0.5), RangeError, "must be whole");
  assertThrows(() => ledger.begin("fill", 0), Error, "is open");
});

Deno.test("A ledger grows past its first room and keeps every entry", () => {
  const ledger = new Ledger();
  for (let i = 1; i <= 500; ++i) {
    ledger.begin("interest", i);
    ledger.post("cash", i);
    ledger.post("interest", -i);
    ledger.end();
  }
  assertEquals(ledger.length, 1000);
  assertEquals(ledger.balance("cash"), 125_250);
  assertEquals(ledger.entry(998).cents, 500);
  assertThrows(() => ledger.entry(1000), RangeError, "below 1000");
});

Deno.test("A symbol with a comma is quoted", () => {
  const ledger = new Ledger();
  ledger.begin("fill", 0, 1);
  ledger.post("position", 100, 0, 1);
  ledger.post("cash", -100);
  ledger.end();
  const text = [...ledgerCsv(ledger, [equity('A,"B"')])].join("");
  assertEquals(
    text.split("\n")[1],
    '1,1970-01-01T00:00:00.000Z,fill,1,position,"A,""B""",1.00,1',
  );
});

function portfolioOf(): Portfolio {
  const portfolio = new Portfolio(new InstrumentTable([equity("XYZ")]));
  portfolio.deposit(0, 100_000);
  portfolio.price[0] = 10;
  return portfolio;
}

Deno.test("Cost leaves in proportion and the last unit takes what is left", () => {
  const portfolio = portfolioOf();
  portfolio.trade("fill", 1, 1, 0, 3, 10.01, 0);
  portfolio.trade("fill", 2, 2, 0, 3, 10, 0);
  assertEquals(portfolio.costCents[0], 6003);
  const costs = [];
  for (let i = 0; i < 6; ++i) {
    portfolio.trade("fill", 3 + i, 3 + i, 0, -1, 10, 0);
    costs.push(portfolio.costCents[0]);
  }
  // 6003 / 6 = 1000.5 goes to even 1000, then 5003 / 5 = 1000.6 to 1001.
  assertEquals(costs, [5003, 4002, 3002, 2001, 1001, 0]);
  assertEquals(portfolio.ledger.balance("realised_pnl"), 3);
});

Deno.test("A trade through zero closes and opens", () => {
  const portfolio = portfolioOf();
  portfolio.trade("fill", 1, 1, 0, 5, 10, 0);
  portfolio.trade("fill", 2, 2, 0, -8, 12, 0);
  assertEquals(portfolio.quantity[0], -3);
  assertEquals(portfolio.costCents[0], -3600);
  assertEquals(portfolio.ledger.balance("realised_pnl"), -1000);
  assertEquals(portfolio.held, [0]);
});

Deno.test("reconcile() names every balance that was tampered with", () => {
  const portfolio = portfolioOf();
  portfolio.trade("fill", 1, 1, 0, 5, 10, 0);
  const fill = {
    id: 1,
    orderId: 1,
    time: 1,
    instrument: 0,
    quantity: 5,
    price: 10,
    referencePrice: 10,
    commissionCents: 0,
    tag: "",
  };
  assertEquals(reconcile(portfolio, [fill]).entries, 4);
  const error = assertThrows(
    () => reconcile(portfolio, [{ ...fill, quantity: 4 }]),
    ReconciliationError,
  );
  assertEquals(error.differences, [
    "position in XYZ by its fills is 4 and by the ledger 5",
  ]);
  portfolio.cashCents += 1;
  const cash = assertThrows(
    () => reconcile(portfolio, [fill]),
    ReconciliationError,
  );
  assertEquals(cash.differences, [
    "cash is 95001 and by the ledger 95000",
    "equity is 100001 and by the ledger 100000",
  ]);
});

Deno.test("Fractional shares are whole units of a millionth", () => {
  const table = new InstrumentTable([
    { kind: "equity", symbol: "XYZ", unitsPerShare: 1e6 },
  ]);
  const portfolio = new Portfolio(table);
  portfolio.deposit(0, 100_000);
  portfolio.trade("fill", 1, 1, 0, 1_500_000, 10, 0);
  assertEquals(portfolio.costCents[0], 1500);
});
