/**
 * Cells of recurrent networks, each with a gradient of as few nodes as it
 * takes: with `s = σ(a)` known and g the gradient of s, that of `a` is
 * `g s − (g s) s`, where `g s` is often there already.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import { sigmoid, tanh } from "lib/graph/ops/activation.ts";
import { add, multiply, subtract } from "lib/graph/ops/arithmetic.ts";
import { concat, split } from "lib/graph/ops/layout.ts";
import type { CellState, CellStep } from "lib/graph/ops/recurrence.ts";

/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997; Gers et al.,
 * 2000): gates `[i f o g]`, `c' = σ(f) c + σ(i) tanh(g)`, `h' = σ(o) tanh(c')`.
 */
export function lstmCell(gates: Value, { memory }: CellState): CellStep {
  const [a, b, c, d] = quarters(gates);
  const [input, forget, output] = [sigmoid(a), sigmoid(b), sigmoid(c)];
  const candidate = tanh(d);
  const fresh = multiply(input, candidate);
  const kept = multiply(forget, memory!);
  const now = add(kept, fresh);
  const squashed = tanh(now);
  const hidden = multiply(output, squashed);
  return {
    hidden,
    memory: now,
    backward: (dHidden, dMemory) => {
      const shown = multiply(dHidden, hidden);
      const through = subtract(
        multiply(dHidden, output),
        multiply(shown, squashed),
      );
      const change = dMemory === null ? through : add(through, dMemory);
      const entered = multiply(change, fresh);
      return {
        gates: concat([
          inside(entered, input),
          inside(multiply(change, kept), forget),
          inside(shown, output),
          subtract(multiply(change, input), multiply(entered, candidate)),
        ], 1),
        hidden: null,
        memory: multiply(change, forget),
      };
    },
  };
}

/**
 * Gated recurrent unit (Cho et al., 2014) whose reset gate acts after the
 * recurrent product, as in cuDNN: gates `[r z n m]` with n from the inputs and
 * m from the hidden state, `ñ = tanh(n + σ(r) m)`,
 * `h' = ñ + σ(z) (h − ñ)`.
 */
export function gruCell(
  gates: Value,
  { hidden: before }: CellState,
): CellStep {
  const [a, b, fromInputs, fromHidden] = quarters(gates);
  const [reset, update] = [sigmoid(a), sigmoid(b)];
  const allowed = multiply(reset, fromHidden);
  const candidate = tanh(add(fromInputs, allowed));
  const step = multiply(update, subtract(before, candidate));
  return {
    hidden: add(candidate, step),
    memory: null,
    backward: (dHidden) => {
      const kept = multiply(dHidden, update);
      const dCandidate = subtract(dHidden, kept);
      const inner = subtract(
        dCandidate,
        multiply(multiply(dCandidate, candidate), candidate),
      );
      return {
        gates: concat([
          inside(multiply(inner, allowed), reset),
          inside(multiply(dHidden, step), update),
          inner,
          multiply(inner, reset),
        ], 1),
        hidden: kept,
        memory: null,
      };
    },
  };
}

/** `w − w s`: the gradient of a with `s = σ(a)` and `w = g s`. */
function inside(weighted: Value, s: Value): Value {
  return subtract(weighted, multiply(weighted, s));
}

function quarters(gates: Value): Value[] {
  const width = gates.shape[1] as number / 4;
  return split(gates, [width, width, width, width], 1);
}
