import { assertEquals } from "@std/assert";
import { countTests } from "scripts/test_counts.ts";

Deno.test("countTests() tells passed, failed and skipped test cases apart", () => {
  const junit = `<testsuites><testsuite name="a">
    <testcase name="one" time="0.1"></testcase>
    <testcase name="two" time="0.1"><failure message="x">y</failure></testcase>
    <testcase name="three"/>
    <testcase name="four"><skipped/></testcase>
  </testsuite></testsuites>`;
  assertEquals(countTests(junit), { passed: 2, failed: 1 });
});
