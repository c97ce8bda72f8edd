/**
 * Counts of a test run, from the JUnit file that `deno test` writes.
 *
 * @module
 */

/** Tests by outcome. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}

/** Counts the test cases of a JUnit report; skipped ones count as neither. */
export function countTests(junit: string): TestCounts {
  const cases = junit.match(
    /<testcase\b[^>]*?(?:\/>|>[\s\S]*?<\/testcase>)/g,
  ) ?? [];
  let passed = 0;
  let failed = 0;
  for (const text of cases) {
    if (/<(failure|error)\b/.test(text)) ++failed;
    else if (!/<skipped\b/.test(text)) ++passed;
  }
  return { passed, failed };
}

/** Adds counts up. */
export function addCounts(all: readonly TestCounts[]): TestCounts {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
  };
}
