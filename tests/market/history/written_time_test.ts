import { assertEquals, assertThrows } from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import {
  daysToExpiry,
  newYorkDate,
  readDate,
  readText,
  readTime,
} from "lib/market/history/written_time.ts";

const PLACE = { file: "a.csv", row: 3, column: "valid_time" };
const time = (value: unknown) => new Date(readTime(value, PLACE)).toISOString();

Deno.test("readTime() takes a date for the end of its trading, in summer and winter", () => {
  assertEquals(time("2025-04-30"), "2025-04-30T20:15:00.000Z");
  assertEquals(time("01/15/2025"), "2025-01-15T21:15:00.000Z");
  // As tables of dates are saved by data frames.
  assertEquals(time("2025-04-30 00:00:00"), "2025-04-30T20:15:00.000Z");
  assertEquals(
    time(new Date("2025-04-30T00:00:00Z")),
    "2025-04-30T20:15:00.000Z",
  );
});

Deno.test("readTime() takes a time as it is written", () => {
  assertEquals(time("2025-04-30 20:35 EDT"), "2025-05-01T00:35:00.000Z");
  assertEquals(time("2025-04-30T00:00:00Z"), "2025-04-30T00:00:00.000Z");
  assertEquals(time("2025-04-30 00:00:00+00"), "2025-04-30T00:00:00.000Z");
  assertEquals(time("2025-04-30 20:00 EDT"), "2025-05-01T00:00:00.000Z");
  const date = new Date("2025-04-30T13:30:00.125Z");
  assertEquals(time(date), "2025-04-30T13:30:00.125Z");
});

Deno.test("A field that is blank or no time names its place", () => {
  for (const read of [readTime, readDate, readText]) {
    const error = assertThrows(() => read(" ", PLACE), DataQualityError);
    assertEquals([error.row, error.column], [3, "valid_time"]);
  }
  assertThrows(() => readTime("soon", PLACE), DataQualityError, '"soon"');
  assertThrows(() => readDate("2025-02-30", PLACE), DataQualityError);
});

Deno.test("The date in New York changes at its midnight, whatever the season", () => {
  const day = (text: string) =>
    new Date(newYorkDate(Date.parse(text))).toISOString().slice(0, 10);
  assertEquals(day("2025-05-01T03:59:59Z"), "2025-04-30");
  assertEquals(day("2025-05-01T04:00:00Z"), "2025-05-01");
  assertEquals(day("2025-01-01T04:59:59Z"), "2024-12-31");
  assertEquals(day("2025-01-01T05:00:00Z"), "2025-01-01");
  const evening = Date.parse("2025-05-01T00:35:00Z");
  assertEquals(daysToExpiry(evening, Date.UTC(2025, 4, 1)), 1);
  // Over the end of summer time, whose day has 25 hours.
  const autumn = Date.parse("2025-10-31T20:00:00Z");
  assertEquals(daysToExpiry(autumn, Date.UTC(2025, 10, 3)), 3);
});
