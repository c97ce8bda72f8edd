/**
 * What a sensitivity study means, in plain words.
 *
 * @module
 */

import { points } from "lib/calibration/validation/score.ts";
import {
  BAD_FIT,
  type Sensitivity,
  type Shift,
  type StrangeFit,
} from "lib/calibration/validation/sensitivity.ts";

/** Shift of a parameter under noise of a per cent that is called large. */
const LARGE_SHIFT = 0.1;

/**
 * What was found, a sentence each.
 *
 * @param found What {@linkcode sensitivity} gave.
 */
export function sensitivityVerdict(found: Sensitivity): string[] {
  const { law, base, jacobian, noise, missing, strange, rmse } = found;
  const sentences = [
    `${law} fits the quotes to ${points(rmse)}. ${conditionSentence(found)}`,
  ];
  for (const flag of base.flags) {
    // The condition has had its sentence.
    if (!flag.includes("(condition")) sentences.push(`As quoted, ${flag}.`);
  }
  const middle = noise.find(({ level }) => level >= 0.01) ?? noise.at(-1);
  if (middle !== undefined) sentences.push(noiseSentence(law, middle));
  const most = missing.findLast(({ surface90 }) => surface90 <= rmse);
  if (missing.length > 0) {
    sentences.push(
      most === undefined
        ? `Even with ${
          percent(missing[0].level)
        } of the quotes missing its surface moves by more than its own error, ${
          points(missing[0].surface90)
        } in one trial of ten.`
        : `With ${
          percent(most.level)
        } of the quotes missing its surface stays within its own error in nine trials of ten (${
          points(most.surface90)
        }).`,
    );
  }
  sentences.push(strangeSentence(strange));
  if (jacobian.unseen.length > 0) {
    sentences.push(`No quote depends on ${jacobian.unseen.join(" and ")}.`);
  }
  return sentences;
}

function conditionSentence({ jacobian, law }: Sensitivity): string {
  const { condition, weakest } = jacobian;
  if (condition === null) {
    return `The quotes do not determine all parameters of ${law}.`;
  }
  const names = Object.entries(weakest)
    .filter(([, weight]) => Math.abs(weight) > 0.3)
    .map(([name]) => name);
  const which = names.length > 1
    ? `${names.join(" and ")} can move together`
    : `${names[0] ?? "one parameter"} can move`;
  const text = condition.toPrecision(3);
  return condition > 100
    ? `The quotes hardly determine its parameters: ${which} almost unseen (condition ${text}).`
    : `The quotes determine its parameters (condition ${text}); ${which} most freely.`;
}

function noiseSentence(law: string, shift: Shift): string {
  const largest = (shifts: Readonly<Record<string, number>>) =>
    Object.entries(shifts).sort(([, a], [, b]) => b - a)[0];
  const [name, most] = largest(shift.parameters);
  // A bound may hold a parameter that the quotes themselves do not.
  const [loose, foretold] = largest(shift.foretold ?? shift.parameters);
  const judged = most > LARGE_SHIFT
    ? `do not read ${name} of ${law} off such quotes`
    : foretold > LARGE_SHIFT
    ? `only bounds hold ${loose}, which the Jacobian lets move by ${
      percent(foretold)
    }`
    : "its parameters can be read off such quotes";
  return `Noise of ${percent(shift.level)} moves ${name} most, by ${
    percent(most)
  }, and the surface by ${points(shift.surface)}: ${judged}.`;
}

function strangeSentence(strange: readonly StrangeFit[]): string {
  const silent = strange.filter((each) => each.silent);
  if (silent.length > 0) {
    return `It is silently wrong on ${silent.length} of ${strange.length} strange surfaces (${
      silent.map(({ what }) => what).join("; ")
    }): ask for its error before using its parameters.`;
  }
  const flagged = strange.filter(({ answer }) => answer.flags.length > 0);
  const others = flagged.length === strange.length
    ? ""
    : `, and the others it fits to ${percent(BAD_FIT)} of their volatility`;
  return `It is silently wrong on none of ${strange.length} strange surfaces: ${flagged.length} are flagged${others}.`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
