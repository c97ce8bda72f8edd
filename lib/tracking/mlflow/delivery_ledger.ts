/**
 * The books of a delivery: what the server has, what it can never take, and how
 * often it has failed at the same place.
 *
 * @module
 */

import { join } from "@std/path";
import {
  type DeliveryState,
  readDeliveryState,
  writeDeliveryState,
} from "lib/tracking/mlflow/delivery_state.ts";
import type { SpooledLine } from "lib/tracking/mlflow/spool_event.ts";

/** Keeps the state of a spool on the disk while it is delivered. */
export class DeliveryLedger {
  /** The run's spool. */
  readonly folder: string;
  #state: DeliveryState;
  #failedAt = { offset: -1, times: 0 };

  /** For {@linkcode DeliveryLedger.open}. @param folder Spool. @param state How far it is. */
  constructor(folder: string, state: DeliveryState) {
    this.folder = folder;
    this.#state = state;
  }

  /**
   * Opens the books of a spool.
   *
   * @param folder The run's spool.
   * @returns The ledger.
   */
  static async open(folder: string): Promise<DeliveryLedger> {
    // Paths in the spool start where it really is.
    const real = await Deno.realPath(folder);
    return new DeliveryLedger(real, await readDeliveryState(real));
  }

  /** How far the server is. */
  get state(): DeliveryState {
    return this.#state;
  }

  /**
   * Notes that the server has some lines.
   *
   * @param lines The lines, the next ones of the spool.
   * @param change What else has changed. @default {{}}
   */
  delivered(
    lines: readonly SpooledLine[],
    change: Partial<DeliveryState> = {},
  ): Promise<void> {
    const delivered = this.#state.delivered + lines.length;
    return this.note({ ...change, delivered, offset: lines.at(-1)!.end });
  }

  /**
   * Sets lines aside, in a file with the reason.
   *
   * @param lines The lines, the next ones of the spool.
   * @param reason Why the server can never take them.
   */
  async setAside(
    lines: readonly SpooledLine[],
    reason: string,
  ): Promise<void> {
    const text = lines.map(({ event, text }) =>
      JSON.stringify({ reason, event: event ?? text }) + "\n"
    ).join("");
    const path = join(this.folder, "set_aside.jsonl");
    await Deno.writeTextFile(path, text, { append: true });
    const setAside = this.#state.setAside + lines.length;
    await this.note({ setAside, offset: lines.at(-1)!.end });
  }

  /**
   * Changes the state.
   *
   * @param change What is other than before.
   */
  async note(change: Partial<DeliveryState>): Promise<void> {
    const state = { ...this.#state, ...change };
    await writeDeliveryState(this.folder, state);
    this.#state = state;
  }

  /**
   * Counts a failure of the server at the next lines.
   *
   * @returns How often it has failed here, without a success between.
   */
  failedHere(): number {
    const { offset } = this.#state;
    const times = this.#failedAt.offset === offset ? this.#failedAt.times : 0;
    this.#failedAt = { offset, times: times + 1 };
    return times + 1;
  }
}
