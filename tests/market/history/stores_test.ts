import { findBinaries } from "./server.ts";
import { testWithoutLock } from "./without_lock.ts";

Deno.test("A history in a folder does what every home must, killed or not", async (context) => {
  await testWithoutLock(context, "tests/market/history/pglite_suite.ts");
});

const absent = await findBinaries() === undefined;

Deno.test({
  name: absent
    ? "A history on a server (skipped: no PostgreSQL on this machine)"
    : "A history on a server does what every home must, killed or not",
  ignore: absent,
  async fn(context) {
    await testWithoutLock(context, "tests/market/history/postgres_suite.ts");
  },
});
