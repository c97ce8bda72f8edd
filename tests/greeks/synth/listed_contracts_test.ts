import { assert, assertEquals } from "@std/assert";
import {
  ListedContracts,
  listedExpiries,
  listedStrikes,
} from "lib/greeks/synth/listed_contracts.ts";
import { isTradingDay } from "lib/greeks/synth/new_york_session.ts";
import { formatDate } from "lib/market/instant.ts";

Deno.test("Expiries are daily, then weekly, then monthly", () => {
  assertEquals(
    listedExpiries(Date.UTC(2025, 2, 24)).map(formatDate),
    [
      ..."25 26 27 28 31".split(" ").map((day) => `2025-03-${day}`),
      ..."01 02 03 04 07 11".split(" ").map((day) => `2025-04-${day}`),
      // Good Friday was the third Friday: its contracts ended on Thursday.
      "2025-04-17",
      "2025-04-25",
      ..."02 09 16".split(" ").map((day) => `2025-05-${day}`),
      "2025-06-20",
      "2025-07-18",
      "2025-08-15",
      "2025-09-19",
    ],
  );
});

Deno.test("Every expiry is a trading day after its quote", () => {
  for (let i = 0; i < 400; ++i) {
    const date = Date.UTC(2025, 0, 1 + i);
    const dates = listedExpiries(date);
    assert(dates.every((expiry) => expiry > date && isTradingDay(expiry)));
    assertEquals(new Set(dates).size, dates.length);
  }
});

Deno.test("Steps between strikes grow with price, life and distance", () => {
  const gaps = (strikes: number[]) =>
    [...new Set(strikes.slice(1).map((k, i) => k - strikes[i]))]
      .sort((a, b) => a - b);
  assertEquals(gaps(listedStrikes(20, 0.01))[0], 0.5);
  assertEquals(gaps(listedStrikes(500, 0.01))[0], 1);
  assertEquals(gaps(listedStrikes(500, 0.05))[0], 5);
  assertEquals(gaps(listedStrikes(5000, 0.01))[0], 10);
  const wide = listedStrikes(500, 0.05);
  assertEquals(wide[1] - wide[0], 25);
  assert(wide[0] > 0 && wide[0] <= 500 * Math.exp(-0.25));
});

Deno.test("A contract once listed is quoted until it expires", () => {
  const listed = new ListedContracts();
  const [first, second] = [Date.UTC(2025, 0, 2), Date.UTC(2025, 0, 3)];
  const before = listed.list(first, 500, () => 0.01);
  const after = listed.list(second, 560, () => 0.01);
  assertEquals(after.some(({ expiry }) => expiry === second), false);
  for (const { expiry, strikes } of before.slice(1)) {
    const now = after.find((one) => one.expiry === expiry)!;
    assert(strikes.every((strike) => now.strikes.includes(strike)));
    assert(now.strikes.includes(560));
    assertEquals(now.strikes, now.strikes.toSorted());
  }
});
