/**
 * Until when trials of a study count. A run judges its models among the trials
 * that were there when it started; run again, it must not see those that came
 * since, or no run but a study's last could ever be reproduced.
 */

/** The variable that says it, in ms since 1970 UTC; `tenor runs reproduce` sets it. */
export const TRIALS_UNTIL = "TENOR_TRIALS_UNTIL";

/** A variable of the environment. */
type Env = (name: string) => string | undefined;

const processEnv: Env = (name) => Deno.env.get(name);

/**
 * The time that the environment names; without it, all trials count.
 *
 * @throws {RangeError} If it is no finite number.
 */
export function trialsUntil(env = processEnv): number {
  const text = env(TRIALS_UNTIL);
  if (!text) return Infinity;
  const time = Number(text);
  if (Number.isFinite(time)) return time;
  throw new RangeError(
    `Cannot leave out later trials as ${TRIALS_UNTIL} must be a time in ms since 1970 UTC: current value is ${text}`,
  );
}

/** Whether a run is only repeated: what it learns is registered already. */
export function isReproduction(env = processEnv): boolean {
  return Boolean(env(TRIALS_UNTIL));
}
