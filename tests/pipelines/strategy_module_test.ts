import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { strategyModule } from "pipelines/strategy_module.ts";

const INPUT = { symbol: "XYZ", bars: [], settings: {} };

async function withModule(
  code: string,
  check: (file: string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${dir}/own.js`, code);
  await check(`${dir}/own.js`);
  await Deno.remove(dir, { recursive: true });
}

const refusedAtMake = (returned: string, words: string) =>
  withModule(`export default () => (${returned});`, async (file) => {
    const make = await strategyModule(file);
    assertThrows(() => make(INPUT), RangeError, words);
  });

Deno.test("strategyModule() makes the strategy of a module", async () => {
  await withModule(
    "export default ({ symbol }) => ({ name: symbol, onBar() {} });",
    async (file) => {
      const make = await strategyModule(file);
      assertEquals(make(INPUT).name, "XYZ");
    },
  );
});

Deno.test("strategyModule() refuses what hears nothing", async () => {
  await refusedAtMake("undefined", "it returned undefined");
  await refusedAtMake("{ name: 'a' }", "without onStart, onBar");
  await refusedAtMake("Promise.resolve({})", "it returned a promise");
  await refusedAtMake("{ onBar() {} }", "without a name");
});

Deno.test("strategyModule() tells of what a module throws in one line", async () => {
  await withModule(
    "export default () => ({ name: 'a', onStart() { throw new Error('x\\ny'); } });",
    async (file) => {
      const { onStart } = (await strategyModule(file))(INPUT);
      const error = assertThrows(
        () => onStart!({} as never),
        RangeError,
        "its onStart must not throw: x",
      );
      assertEquals(error.message.includes("\n"), false);
    },
  );
});

Deno.test("strategyModule() refuses a module that does not load or makes nothing", async () => {
  await assertRejects(() => strategyModule("none.ts"), RangeError, "none.ts");
  await withModule(
    "export default 1;",
    async (file) => {
      await assertRejects(() => strategyModule(file), RangeError, "a function");
    },
  );
});
