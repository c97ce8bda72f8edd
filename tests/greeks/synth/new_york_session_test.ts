import { assertEquals } from "@std/assert";
import {
  closeOf,
  isTradingDay,
  nextTradingDay,
  tradingDayUntil,
} from "lib/greeks/synth/new_york_session.ts";
import { formatDate } from "lib/market/instant.ts";

/** Weekdays without trading, from NYSE's published holiday calendars. */
const HOLIDAYS: Readonly<Record<number, string>> = {
  2021: "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24",
  2022: "01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26",
  2023: "01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25",
  2024: "01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25",
  2026: "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25",
  2027: "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24",
};

/** Days that end at 13:00, from the same calendars. */
const EARLY: Readonly<Record<number, string>> = {
  2021: "11-26",
  2023: "07-03 11-24",
  2024: "07-03 11-29 12-24",
  2026: "11-27 12-24",
};

const DAY_MS = 86_400_000;

function daysOf(year: number): number[] {
  const first = Date.UTC(year, 0, 1);
  const n = (Date.UTC(year + 1, 0, 1) - first) / DAY_MS;
  return Array.from({ length: n }, (_, i) => first + i * DAY_MS);
}

Deno.test("Weekdays without trading are those of the exchange's calendars", () => {
  for (const [year, days] of Object.entries(HOLIDAYS)) {
    const closed = daysOf(+year).filter((date) =>
      new Date(date).getUTCDay() % 6 !== 0 && !isTradingDay(date)
    );
    assertEquals(
      closed.map((date) => formatDate(date).slice(5)).join(" "),
      days,
      year,
    );
  }
});

Deno.test("Half days are those of the exchange's calendars", () => {
  for (const [year, days] of Object.entries(EARLY)) {
    const early = daysOf(+year).filter((date) =>
      isTradingDay(date) && new Date(closeOf(date)).getUTCHours() < 20
    );
    assertEquals(
      early.map((date) => formatDate(date).slice(5)).join(" "),
      days,
      year,
    );
  }
});

Deno.test("The close follows New York's summer time", () => {
  const hour = (text: string) =>
    new Date(closeOf(Date.parse(text))).toISOString().slice(11, 16);
  assertEquals(hour("2025-03-07"), "21:00");
  assertEquals(hour("2025-03-10"), "20:00");
  assertEquals(hour("2025-10-31"), "20:00");
  assertEquals(hour("2025-11-03"), "21:00");
  assertEquals(hour("2025-11-28"), "18:00");
});

Deno.test("Days are counted over weekends and holidays", () => {
  const thursday = Date.UTC(2025, 3, 17);
  assertEquals(nextTradingDay(thursday), Date.UTC(2025, 3, 21));
  assertEquals(tradingDayUntil(Date.UTC(2025, 3, 20)), thursday);
  assertEquals(tradingDayUntil(thursday), thursday);
});
