/** The verdict of `tenor validate` in sentences. */

import { minBacktestLength } from "lib/validation/skill/min_backtest_length.ts";
import type { SkillReport } from "lib/validation/skill/skill_report.ts";

/** Level below which a p-value is called small. */
const LEVEL = 0.05;

/** More names than this are counted, not listed. */
const MOST_NAMES = 8;

/** What the figures say together, in a sentence or two. */
export function verdictOf(report: SkillReport): string[] {
  const { psr, deflatedSharpe, pbo, spa, sharpe } = report;
  if (sharpe <= 0) {
    return ["No skill to be seen: the mean return is not above zero."];
  }
  if (deflatedSharpe === null || pbo === null || spa === null) {
    return [
      psr >= 1 - LEVEL
        ? "Above zero by more than luck, if nothing else was tried."
        : "Not to be told from luck.",
      "The trials it was chosen from are not counted: give them by --trials.",
    ];
  }
  const doubts = [
    ...(deflatedSharpe >= 1 - LEVEL ? [] : ["the deflated Sharpe ratio"]),
    ...(pbo < 0.5 ? [] : ["the probability of overfitting"]),
    ...(spa.consistent < LEVEL ? [] : ["the test of superior ability"]),
  ];
  if (doubts.length === 0) {
    return ["Skill rather than luck: it holds with the trials counted."];
  }
  return [
    `Not to be told from luck once the trials are counted: ${listed(doubts)} ${
      doubts.length === 1 ? "says" : "say"
    } so.`,
  ];
}

/** All figures in sentences, the verdict first. */
export function validateText(
  report: SkillReport,
  context: {
    readonly periodsPerYear: number;
    readonly benchmark: string | undefined;
  },
): string {
  return [
    verdictOf(report).join(" "),
    strategyText(report, context.periodsPerYear),
    ...trialsText(report, context),
    seriesText(report),
  ].join("\n\n");
}

function strategyText(report: SkillReport, periodsPerYear: number): string {
  const { n, sharpe, sharpeAnnual, psr, minTrackRecord, neweyWest } = report;
  const years = (n / periodsPerYear).toPrecision(3);
  return [
    `${n} periods, ${years} years. Sharpe ratio ${
      fixed(sharpeAnnual)
    } a year, ${sharpe.toPrecision(3)} a period; skewness ${
      fixed(report.skewness)
    }, kurtosis ${fixed(report.kurtosis)}.`,
    `It is above 0 with probability ${probability(psr)}. ${
      minTrackRecord === null
        ? "No track record would show it above 0."
        : `95 % needs ${Math.ceil(minTrackRecord)} periods.`
    }`,
    `The mean return is ${
      fixed(neweyWest.tStat)
    } standard errors from 0 (Newey and West, ${neweyWest.lag} lags; p ${
      probability(neweyWest.pValue)
    }).`,
  ].join("\n");
}

function trialsText(
  report: SkillReport,
  { periodsPerYear, benchmark }: {
    readonly periodsPerYear: number;
    readonly benchmark: string | undefined;
  },
): string[] {
  const { trials, expectedMaxSharpe, pbo, spa, spaStudentized, stepm, mcs } =
    report;
  if (
    trials === null || expectedMaxSharpe === null || pbo === null ||
    spa === null || spaStudentized === null || stepm === null || mcs === null
  ) return [];
  const than = benchmark === undefined ? "zero returns" : `"${benchmark}"`;
  const luck = fixed(expectedMaxSharpe * Math.sqrt(periodsPerYear));
  const years = minBacktestLength(trials).toPrecision(3);
  return [[
    `The best of ${trials} trials without skill is expected to show a Sharpe ratio of ${luck} a year; this one is above that with probability ${
      probability(report.deflatedSharpe ?? NaN)
    } (deflated Sharpe ratio).`,
    `${trials} trials ask for ${years} years before luck stays below a Sharpe ratio of 1.`,
    `The trial that is best in one half of the time is among the worse half of them in the other with probability ${
      probability(pbo)
    } (probability of overfitting).`,
    `By luck alone the best trial would beat ${than} by so much with probability ${
      probability(report.realityCheck ?? NaN)
    } (White's reality check), ${
      probability(spa.consistent)
    } (Hansen's test of means, ${probability(spa.lower)} to ${
      probability(spa.upper)
    }) or ${
      probability(spaStudentized.consistent)
    } (Hansen's test of t-values).`,
    `Trials that beat ${than} at level .10, all claims counted: ${
      names(stepm)
    }.`,
    `The best trial is among these at level .10: ${
      mcs.included.length === trials ? "all" : names(mcs.included)
    }.`,
  ].join("\n")];
}

function seriesText(report: SkillReport): string {
  const { ljungBox, adf, blockLength } = report;
  return [
    `Autocorrelation: Ljung and Box over ${ljungBox.lags} lags ${
      fixed(ljungBox.statistic)
    }, p ${probability(ljungBox.pValue)}${
      ljungBox.pValue < LEVEL
        ? "; the Sharpe ratio's error takes returns for independent"
        : ""
    }.`,
    `Unit root: Dickey and Fuller ${
      fixed(adf.statistic)
    } with ${adf.usedLag} lags, p ${probability(adf.pValue)}${
      adf.pValue < LEVEL ? "" : "; are these prices and not returns?"
    }.`,
    `Block length for the mean: ${fixed(blockLength.stationary)} stationary, ${
      fixed(blockLength.circular)
    } circular.`,
  ].join("\n");
}

function names(list: readonly string[]): string {
  if (list.length === 0) return "none";
  if (list.length <= MOST_NAMES) return listed(list);
  return `${list.length} trials, ${list.slice(0, MOST_NAMES).join(", ")} …`;
}

function listed(list: readonly string[]): string {
  if (list.length < 2) return list.join("");
  return `${list.slice(0, -1).join(", ")} and ${list[list.length - 1]}`;
}

function fixed(value: number): string {
  return value.toFixed(2);
}

function probability(value: number): string {
  if (value < 0.0001) return "< .0001";
  return value.toFixed(4).replace(/^0/, "");
}
