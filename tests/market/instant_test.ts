import { assertEquals } from "@std/assert";
import { formatDate, parseInstant } from "lib/market/instant.ts";

const CASES: readonly [string, string, string][] = [
  ["2025-04-30", "2025-04-30T00:00:00Z", "2025-04-30"],
  ["2025-04-30 20:35 EDT", "2025-05-01T00:35:00Z", "2025-04-30"],
  [
    "2026-08-22T09:50:09.293324-04:00",
    "2026-08-22T13:50:09.293Z",
    "2026-08-22",
  ],
  ["2026-08-22T09:50:09Z", "2026-08-22T09:50:09Z", "2026-08-22"],
  ["2025-04-30 20:35:00.5-04", "2025-05-01T00:35:00.500Z", "2025-04-30"],
  ["2025-04-30 20:35:00+00", "2025-04-30T20:35:00Z", "2025-04-30"],
  ["06/08/2018", "2018-06-08T00:00:00Z", "2018-06-08"],
  ["Fri Nov 20 2026", "2026-11-20T00:00:00Z", "2026-11-20"],
  ["Oct 15 2018 @ 20:00 ET", "2018-10-16T00:00:00Z", "2018-10-15"],
  ["Dec 29 2013 @ 19:06 ET", "2013-12-30T00:06:00Z", "2013-12-29"],
  [
    "Date: August 29, 2026 at 3:19 PM EDT",
    "2026-08-29T19:19:00Z",
    "2026-08-29",
  ],
  ["July 4, 2026 at 12:23 AM EDT", "2026-07-04T04:23:00Z", "2026-07-04"],
];

Deno.test("parseInstant() reads the forms that option files use", () => {
  for (const [text, instant, date] of CASES) {
    const found = parseInstant(text);
    assertEquals(found?.instant, Date.parse(instant), text);
    assertEquals(formatDate(found?.date ?? NaN), date, text);
  }
});

Deno.test("parseInstant() refuses what no calendar or clock has", () => {
  for (
    const text of [
      "",
      "2025-02-30",
      "2025-13-01",
      "30/04/2025",
      "2025-04-30 25:00",
      "2025-04-30 10:61",
      "2025-04-30 10:00 XYZ",
      "20250430",
      "soon",
      "Foo 12 2020",
    ]
  ) assertEquals(parseInstant(text), undefined, text);
});
