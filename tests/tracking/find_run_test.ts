import { assertEquals, assertRejects } from "@std/assert";
import { findRun } from "lib/tracking/find_run.ts";
import { startRun } from "lib/tracking/run.ts";
import { inRuns, OPTIONS } from "./runs_folder.ts";

Deno.test("findRun() takes a name, a unique beginning, a path or latest", () =>
  inRuns(async (root) => {
    const paths: string[] = [];
    for (const [name, time] of [["spx", "05"], ["dax", "07"], ["spx", "06"]]) {
      const run = await startRun({
        root,
        ...OPTIONS,
        name,
        time: `2026-01-${time}T00:00:00Z`,
      });
      paths.push(run.path);
    }
    await Deno.mkdir(`${root}/training_a_20260109T000000Z`);
    const id = (path: string) => path.slice(root.length + 1);
    const cases = [
      [id(paths[0]), paths[0]],
      ["calibration_dax", paths[1]],
      ["calibration_spx_20260106", paths[2]],
      [paths[0], paths[0]],
      [`${paths[0]}/`, paths[0]],
      // The newest is damaged, and the latest run is the newest that is one.
      ["latest", paths[1]],
    ];
    for (const [wanted, found] of cases) {
      assertEquals(await findRun(root, wanted), found);
    }
  }));

Deno.test("findRun() takes the exact name though another begins with it", () =>
  inRuns(async (root) => {
    const first = await startRun({ root, ...OPTIONS });
    await startRun({ root, ...OPTIONS });
    assertEquals(
      await findRun(root, "calibration_spx_20260102T030405Z"),
      first.path,
    );
  }));

Deno.test("findRun() names the nearest run, or all that could be meant", () =>
  inRuns(async (root) => {
    await assertRejects(() => findRun(root, "latest"), RangeError, "none");
    await assertRejects(() => findRun(root, "a"), RangeError, "there is none");
    for (const name of ["spx", "dax"]) {
      await startRun({ root, ...OPTIONS, name });
    }
    await assertRejects(
      () => findRun(root, "calibration_spy_20260102T030405Z"),
      RangeError,
      "the nearest is calibration_spx_20260102T030405Z",
    );
    const error = await assertRejects(
      () => findRun(root, "calib"),
      RangeError,
      "2 do",
    );
    for (const name of ["spx", "dax"]) {
      assertEquals(error.message.includes(`calibration_${name}`), true);
    }
    await assertRejects(
      () => findRun(root, `${root}/`),
      RangeError,
      "manifest.json",
    );
  }));
