/** What may listen while a model is trained; each is a function of one's own too. */

import type { EpochRecord } from "lib/models/networks/checkpoint.ts";
import type { Run } from "lib/tracking/run.ts";

/** Hears the losses after each epoch. */
export type EpochListener = (record: EpochRecord) => void;

/** Tells all listeners, in order. */
export function listeners(
  each: readonly (EpochListener | undefined)[],
): EpochListener {
  const present = each.filter((one) => one !== undefined);
  return (record) => present.forEach((listen) => listen(record));
}

/**
 * Writes losses into a run as they come; `written` waits for them, and throws what
 * kept them from the disk.
 */
export function epochMetrics(
  run: Run,
  labels: Readonly<Record<string, string | number>> = {},
): EpochListener & { readonly written: () => Promise<void> } {
  let last: Promise<unknown> = Promise.resolve();
  const listen = ({ epoch, training, validation }: EpochRecord) => {
    for (const [name, value] of Object.entries({ training, validation })) {
      if (!Number.isFinite(value)) continue;
      last = Promise.all([
        last,
        run.metric(`${name}Loss`, value, { ...labels, epoch }),
      ]);
      // Heard by whoever waits; nobody may be left to, if training fails first.
      last.catch(() => {});
    }
  };
  return Object.assign(listen, { written: async () => void await last });
}

/**
 * Says after each epoch how far it is and when it will end at the latest.
 *
 * @param say Shows a line, such as a bar's label.
 * @param epochs Most epochs.
 * @param clock Milliseconds that only increase.
 */
export function epochProgress(
  say: (line: string, done: number) => void,
  epochs: number,
  clock: () => number,
): EpochListener {
  const began = clock();
  let first: number | undefined;
  return ({ epoch, training, validation }) => {
    first ??= epoch;
    const done = epoch - first + 1;
    const seconds = (clock() - began) / 1000 / done * (epochs - epoch);
    say(
      `loss ${training.toPrecision(4)}, validation ${
        validation.toPrecision(4)
      }, at most ${timeText(seconds)} to go`,
      epoch,
    );
  };
}

/** Seconds in words: `1 h 02 min`, `3 min 20 s`, `9 s`. */
export function timeText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, min, s] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  const two = (n: number) => String(n).padStart(2, "0");
  if (h > 0) return `${h} h ${two(min)} min`;
  return min > 0 ? `${min} min ${two(s)} s` : `${s} s`;
}
