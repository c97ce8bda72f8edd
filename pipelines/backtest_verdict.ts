/** What a study says of its strategy, in sentences. */

import type { BacktestStudy } from "pipelines/backtest_study.ts";

/** Probability from which a Sharpe ratio counts as shown. */
const SHOWN = 0.95;

/** The verdict, the answer first. */
export function verdictOf(study: BacktestStudy): string[] {
  const { luck, run, config, benchmark, leaks } = study;
  const { distinct } = luck.trials;
  const sentences = [answer(study)];
  if (luck.moments !== null) {
    const annual = luck.moments.sharpe * Math.sqrt(config.periodsPerYear);
    sentences.push(
      `Sharpe ratio ${
        annual.toFixed(2)
      } a year over ${run.returns.length} periods; above 0 with probability ${
        (luck.psr ?? 0).toFixed(3)
      }${
        luck.minTrackRecord === null
          ? ", and no track record would show it"
          : `; ${Math.ceil(luck.minTrackRecord)} periods would show it at 95 %`
      }.`,
    );
  }
  sentences.push(
    luck.deflatedSharpe === null
      ? `${distinct} configuration${
        distinct === 1 ? "" : "s"
      } of "${config.name}" tried: too few to say what the best shows by luck.`
      : `${distinct} configurations of "${config.name}" were tried; the best of so many shows ${
        ((luck.expectedMaxSharpe ?? 0) * Math.sqrt(config.periodsPerYear))
          .toFixed(2)
      } a year by luck, and this one is above that with probability ${
        luck.deflatedSharpe.toFixed(3)
      }.`,
  );
  if (benchmark !== undefined) {
    const { totalReturn, sharpe } = benchmark.summary;
    sentences.push(
      `${config.benchmark} returned ${
        percent(totalReturn)
      } with a Sharpe ratio of ${(sharpe ?? 0).toFixed(2)}, this strategy ${
        percent(run.summary.totalReturn)
      }.`,
    );
  }
  const doubled = study.costs.find(({ factor }) => factor === 2);
  if (doubled !== undefined) {
    sentences.push(
      `With costs twice as high it returns ${
        percent(doubled.summary.totalReturn)
      }.`,
    );
  }
  sentences.push(
    leaks === undefined
      ? "No leak search was run: there are no bars to cut, or it was switched off."
      : `Histories cut at ${leaks.cuts.length} random times gave the same orders before the cut.`,
  );
  return sentences;
}

function answer({ luck }: BacktestStudy): string {
  const { moments, psr, deflatedSharpe } = luck;
  if (moments === null) return "It never traded: nothing can be said.";
  if (moments.sharpe <= 0) return "No skill to be seen: it lost.";
  if ((psr ?? 0) < SHOWN) return "Not to be told from luck.";
  if (deflatedSharpe === null) {
    return "Above zero by more than luck, if nothing else was tried.";
  }
  return deflatedSharpe >= SHOWN
    ? "Above what the best of all trials shows by luck."
    : "Not to be told from luck once the trials are counted.";
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
