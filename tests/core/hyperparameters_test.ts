import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Hyperparameters,
  readHyperparameters,
} from "lib/core/hyperparameters.ts";

interface Params {
  readonly rate: number;
  readonly rounds: number;
  readonly loss: string;
  readonly quick: boolean;
  readonly signs: readonly number[];
}

const KNOWN: Hyperparameters<Params> = {
  rate: {
    type: "number",
    default: 0.1,
    min: 0,
    openMin: true,
    max: 1,
    doc: "",
  },
  rounds: { type: "integer", default: 100, min: 1, doc: "" },
  loss: {
    type: "choice",
    default: "squared",
    choices: ["squared", "absolute"],
    doc: "",
  },
  quick: { type: "flag", default: false, doc: "" },
  signs: { type: "integers", default: [], doc: "" },
};

const read = (given: Readonly<Record<string, unknown>>) =>
  readHyperparameters("learner", KNOWN, given);

Deno.test("readHyperparameters() fills in defaults and freezes what it gives", () => {
  const params = read({});
  assertEquals(params, {
    rate: 0.1,
    rounds: 100,
    loss: "squared",
    quick: false,
    signs: [],
  });
  assert(Object.isFrozen(params));
  assertEquals(read({ rate: undefined }).rate, 0.1);
});

Deno.test("readHyperparameters() reads texts as it reads values", () => {
  const texts = {
    rate: "1e-3",
    rounds: "7",
    loss: "absolute",
    quick: "true",
    signs: "1,0,-1",
  };
  const values = {
    rate: 1e-3,
    rounds: 7,
    loss: "absolute",
    quick: true,
    signs: [1, 0, -1],
  };
  assertEquals(read(texts), values);
  assertEquals(read(values), values);
});

Deno.test("readHyperparameters() refuses what is outside its bounds, with both", () => {
  const wrong: readonly [string, unknown, string][] = [
    ["rate", 0, "a finite number above 0 up to 1: current value is 0"],
    ["rate", 1.5, "up to 1: current value is 1.5"],
    ["rate", "", "current value is "],
    ["rate", NaN, "current value is NaN"],
    ["rate", null, "current value is null"],
    ["rounds", 0, "an integer from 1: current value is 0"],
    ["rounds", 2.5, "an integer from 1: current value is 2.5"],
    ["rounds", "7x", "current value is 7x"],
    ["loss", "cubic", "one of squared, absolute: current value is cubic"],
    ["quick", "yes", "true or false: current value is yes"],
    ["signs", "1,,2", "a list of integers"],
    ["signs", 3, "a list of integers"],
  ];
  for (const [name, value, message] of wrong) {
    const error = assertThrows(() => read({ [name]: value }), RangeError);
    assert(error.message.includes(`learner's ${name}`), error.message);
    assert(error.message.includes(message), error.message);
  }
});

Deno.test("readHyperparameters() names the nearest of what is known", () => {
  assertThrows(
    () => read({ roundz: 3 }),
    RangeError,
    "one of rate, rounds, loss, quick, signs. The nearest is rounds",
  );
  assertThrows(
    () => readHyperparameters("mean", {}, { rounds: 3 }),
    RangeError,
    "there is nothing to set",
  );
});
