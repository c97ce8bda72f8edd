/** Short names of laws on the command line and in requests. */

const ALIASES: Readonly<Record<string, string>> = {
  bs: "black-scholes",
  vg: "variance-gamma",
};

/** The registered name of a law that may have been given in short. */
export function lawName(name: string): string {
  return ALIASES[name] ?? name;
}
