/**
 * A posterior as the work of a job.
 *
 * @module
 */

import type { Work } from "lib/jobs/job.ts";
import { Check, type JsonObject } from "lib/serve/check.ts";
import type { QuoteColumns } from "lib/serve/request_quotes.ts";
import type { ServerContext } from "lib/serve/server_context.ts";

/**
 * Checks a request's settings and returns what the job will do.
 *
 * @throws {Problem} 422, naming the setting that is wrong.
 */
export function posteriorWork(
  law: string,
  quotes: QuoteColumns,
  body: JsonObject,
  { slowPool: pool }: ServerContext,
): Work {
  const check = new Check();
  const setting = (name: string, otherwise: number, most: number) => {
    const value = body[name] ?? otherwise;
    if (
      Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most
    ) {
      return Number(value);
    }
    return check.wrong(name, `a whole number from 1 to ${most}`, value);
  };
  const request = {
    kind: "posterior",
    law,
    quotes,
    draws: setting("draws", 1000, 20_000),
    warmup: setting("warmup", 1000, 20_000),
    chains: setting("chains", 4, 16),
    seed: setting("seed", 1, 2 ** 32 - 1),
  };
  check.done();
  return ({ signal }) => pool.run(request, { signal });
}
