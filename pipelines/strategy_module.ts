/** A user's module as a maker of strategies, with its failures told in a line. */

import { resolve, toFileUrl } from "@std/path";
import type { Strategy } from "lib/backtest/strategy.ts";
import { LeakageError } from "lib/core/errors.ts";
import type { StrategyFactory } from "pipelines/backtest_run.ts";

const HANDLERS = [
  "onStart",
  "onBar",
  "onChain",
  "onFill",
  "onOrderEnd",
  "onEnd",
] as const;

/**
 * Loads a module whose default export makes a strategy.
 *
 * @param file The module, from the folder where the command runs.
 * @returns A maker; what the module throws comes as a RangeError in one line.
 * @throws {RangeError} If there is no such module, or it exports no function.
 */
export async function strategyModule(file: string): Promise<StrategyFactory> {
  const module = await import(toFileUrl(resolve(file)).href).catch(
    (cause) => refuse(file, `it must be a module: ${inOneLine(cause)}`, cause),
  );
  const make: unknown = module.default;
  if (typeof make !== "function") {
    return refuse(
      file,
      "its default export must be a function that makes a strategy",
    );
  }
  return (input) => {
    const strategy = told(file, "default export", () => make(input));
    return guarded(file, checked(file, strategy));
  };
}

/** A promise, or an object that hears nothing, would pass for one that waits. */
function checked(file: string, value: unknown): Strategy {
  const problem = value instanceof Promise
    ? "a promise"
    : typeof value !== "object" || value === null
    ? String(value)
    : HANDLERS.every((name) => typeof (value as Strategy)[name] !== "function")
    ? `an object without ${HANDLERS.slice(0, 3).join(", ")}`
    : typeof (value as Strategy).name !== "string"
    ? "an object without a name"
    : undefined;
  if (problem === undefined) return value as Strategy;
  return refuse(
    file,
    `its default export must return a strategy, { name, onBar }: it returned ${problem}`,
  );
}

function guarded(file: string, strategy: Strategy): Strategy {
  const handlers = HANDLERS.filter((name) => strategy[name] !== undefined).map(
    (name) => [
      name,
      (...given: unknown[]) =>
        told(
          file,
          name,
          () =>
            (strategy[name] as (...given: unknown[]) => unknown).apply(
              strategy,
              given,
            ),
        ),
    ],
  );
  return { name: strategy.name, ...Object.fromEntries(handlers) };
}

/** What is thrown by the module's code, with the file and the function. */
function told<T>(file: string, name: string, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    if (cause instanceof LeakageError) throw cause;
    return refuse(
      file,
      `its ${name} must not throw: ${inOneLine(cause)}`,
      cause,
    );
  }
}

function refuse(file: string, problem: string, cause?: unknown): never {
  throw new RangeError(`Cannot run ${file} as ${problem}`, { cause });
}

/** The first line of a message, and the place of the last if there is one. */
function inOneLine(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const [first] = text.split("\n");
  const place = /\n\s*at (file:\S+:\d+:\d+)\s*$/.exec(text)?.[1];
  return place === undefined ? first : `${first} at ${place}`;
}
