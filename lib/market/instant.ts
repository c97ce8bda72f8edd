/**
 * Dates and times as option files write them: ISO 8601, `04/30/2025`,
 * `Fri May 16 2025`, `April 30, 2025 at 4:00 PM EDT`, `2025-04-30 20:35 EDT`,
 * `2025-04-30 20:35:00-04` (PostgreSQL).
 *
 * A time without a zone is taken as UTC. The date is the one that is written,
 * in the writer's zone: a quote of 20:35 in New York belongs to that evening's
 * date although it is the next day in UTC.
 *
 * @module
 */

/** A time, and the date that stands in the text. */
export interface WrittenInstant {
  /** The instant, ms since 1970 UTC. */
  readonly instant: number;
  /** The start of the written date, as if in UTC, ms since 1970. */
  readonly date: number;
}

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** Hours to add to UTC. ET, CT: by the calendar of United States time. */
const ZONES: Readonly<Record<string, number>> = {
  z: 0,
  utc: 0,
  gmt: 0,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  pst: -8,
  pdt: -7,
};

const HOUR_MS = 3_600_000;

/**
 * Reads a date or a time.
 *
 * @param text The text, in one of the forms above.
 * @returns The instant, or `undefined` if the text is in none of them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseInstant } from "lib/market/instant.ts";
 *
 * assertEquals(parseInstant("2025-04-30 20:35 EDT"), {
 *   instant: Date.UTC(2025, 4, 1, 0, 35),
 *   date: Date.UTC(2025, 3, 30),
 * });
 * assertEquals(parseInstant("2025-02-30"), undefined);
 * ```
 */
export function parseInstant(text: string): WrittenInstant | undefined {
  const cleaned = text.trim().replace(/^(date|as of)\s*:\s*/i, "");
  const found = parseDate(cleaned);
  if (found === undefined) return undefined;
  if (found.rest === "") return { instant: found.date, date: found.date };
  const time = parseTime(found.rest, found.date);
  if (time === undefined) return undefined;
  return { instant: found.date + time, date: found.date };
}

/** `2025-04-30` of a time. */
export function formatDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function parseDate(text: string): { date: number; rest: string } | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?=$|[T\s])/.exec(text);
  if (iso !== null) return toDate(text, iso, +iso[1], +iso[2], +iso[3]);
  const us = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?=$|\s)/.exec(text);
  if (us !== null) return toDate(text, us, +us[3], +us[1], +us[2]);
  const words =
    /^(?:[a-z]{3,9},?\s+)??([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})(?=$|[\s,])/i
      .exec(text);
  if (words === null) return undefined;
  const month = MONTHS.indexOf(words[1].slice(0, 3).toLowerCase()) + 1;
  return toDate(text, words, +words[3], month, +words[2]);
}

/** The date, if the calendar has it. */
function toDate(
  text: string,
  match: RegExpExecArray,
  year: number,
  month: number,
  day: number,
): { date: number; rest: string } | undefined {
  const date = Date.UTC(year, month - 1, day);
  const back = new Date(date);
  const exists = back.getUTCMonth() === month - 1 && back.getUTCDate() === day;
  if (!exists) return undefined;
  const rest = text.slice(match[0].length).replace(/^(T|,?\s*(at|@)?\s*)/i, "");
  return { date, rest };
}

/** Milliseconds from the date's start in UTC to the time that is written. */
function parseTime(text: string, date: number): number | undefined {
  const match =
    /^(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?\s*(am|pm)?\s*([a-z]{1,3}|[+-]\d{2}(?::?\d{2})?)?$/i
      .exec(text);
  if (match === null) return undefined;
  const [, hours, minutes, seconds = "0", fraction = "0", half, zone] = match;
  const hour = half === undefined
    ? +hours
    : +hours % 12 + (half.toLowerCase() === "pm" ? 12 : 0);
  if (hour > 23 || +minutes > 59 || +seconds > 60) return undefined;
  const offset = zoneHours(zone, date);
  if (offset === undefined) return undefined;
  // Nanoseconds beyond the millisecond are rounded off.
  return (hour - offset) * HOUR_MS + +minutes * 60_000 + +seconds * 1000 +
    Math.round(Number(fraction) * 1000);
}

function zoneHours(zone: string | undefined, date: number): number | undefined {
  if (zone === undefined) return 0;
  const name = zone.toLowerCase();
  if (name === "et") return -5 + summerHour(date);
  if (name === "ct") return -6 + summerHour(date);
  if (name in ZONES) return ZONES[name];
  const offset = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (offset === null) return undefined;
  return (offset[1] === "-" ? -1 : 1) * (+offset[2] + +(offset[3] ?? 0) / 60);
}

/**
 * 1 in United States summer time: since 2007 from the second Sunday of March
 * to the first of November (Energy Policy Act of 2005, section 110).
 */
function summerHour(date: number): 0 | 1 {
  const year = new Date(date).getUTCFullYear();
  const sunday = (month: number, nth: number) => {
    const first = new Date(Date.UTC(year, month, 1)).getUTCDay();
    return Date.UTC(year, month, 1 + (7 - first) % 7 + 7 * (nth - 1));
  };
  return date >= sunday(2, 2) && date < sunday(10, 1) ? 1 : 0;
}
