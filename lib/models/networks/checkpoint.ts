/**
 * Checkpoints: all that training needs to go on as if it had not stopped, as
 * one self-checking file.
 *
 * Layout: the SHA-256 of the rest in hexadecimal, a newline, a line of JSON,
 * then the float32 arrays that the line lists.
 *
 * @module
 */

import { ArtifactError } from "lib/core/errors.ts";
import { sha256Hex } from "lib/core/hash.ts";
import type { TrainingState } from "lib/graph/optimize/training_session.ts";

/** Losses after an epoch. */
export interface EpochRecord {
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** Mean loss over its steps. */
  readonly training: number;
  /** Loss on the validation rows after it. */
  readonly validation: number;
}

/** A training run between two epochs. */
export interface Checkpoint {
  /** What the run was asked for; a resumed run must be asked for the same. */
  readonly settings: string;
  /** State of the optimizer. */
  readonly state: TrainingState;
  /** State of the epoch with the least validation loss. */
  readonly best: Pick<TrainingState, "parameters" | "states">;
  /** Losses so far. */
  readonly history: readonly EpochRecord[];
}

/** A checkpoint as bytes. */
export async function encodeCheckpoint(
  checkpoint: Checkpoint,
): Promise<Uint8Array> {
  const { settings, state, best, history } = checkpoint;
  const arrays = [
    state.parameters,
    state.states,
    best.parameters,
    best.states,
    ...state.moments,
  ];
  const head = new TextEncoder().encode(
    JSON.stringify({
      settings,
      step: state.step,
      history,
      lengths: arrays.map((a) => a.length),
    }) + "\n",
  );
  const size = arrays.reduce((n, a) => n + a.byteLength, head.length);
  const body = new Uint8Array(size);
  body.set(head);
  let offset = head.length;
  for (const array of arrays) {
    body.set(
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
      offset,
    );
    offset += array.byteLength;
  }
  const hash = new TextEncoder().encode(`${await sha256Hex(body)}\n`);
  const bytes = new Uint8Array(hash.length + body.length);
  bytes.set(hash);
  bytes.set(body, hash.length);
  return bytes;
}

/**
 * A checkpoint from bytes.
 *
 * @param bytes What {@linkcode encodeCheckpoint} made.
 * @param path Where they come from, for messages.
 * @throws {ArtifactError} If they were cut off or altered.
 */
export async function decodeCheckpoint(
  bytes: Uint8Array,
  path: string,
): Promise<Checkpoint> {
  const HASH = 64;
  const body = bytes.slice(HASH + 1);
  const said = new TextDecoder().decode(bytes.subarray(0, HASH));
  if (bytes.length <= HASH || await sha256Hex(body) !== said) {
    throw new ArtifactError(
      `Cannot resume from ${path} as its hash must match its content: it was cut off or altered. Delete it to train from the start`,
      { path },
    );
  }
  const end = body.indexOf(0x0a);
  const { settings, step, history, lengths } = JSON.parse(
    new TextDecoder().decode(body.subarray(0, end)),
  );
  let offset = end + 1;
  const arrays = (lengths as number[]).map((length) => {
    const array = new Float32Array(
      body.slice(offset, offset + 4 * length).buffer,
    );
    offset += 4 * length;
    return array;
  });
  const [parameters, states, bestParameters, bestStates, ...moments] = arrays;
  return {
    settings,
    // JSON writes null for losses that are no numbers.
    history: (history as EpochRecord[]).map((record) => ({
      ...record,
      training: record.training ?? NaN,
      validation: record.validation ?? NaN,
    })),
    state: { step, parameters, states, moments },
    best: { parameters: bestParameters, states: bestStates },
  };
}
