import { assert, assertEquals, assertRejects } from "@std/assert";
import { ArtifactError } from "lib/core/errors.ts";
import { folderStorage, STUDY_FILE } from "lib/models/tune/folder_storage.ts";
import { sqliteStorage } from "lib/models/tune/sqlite_storage.ts";
import type { StudyStorage } from "lib/models/tune/storage.ts";
import { openStudy } from "lib/models/tune/study.ts";
import { KEPT_SPEC, KEPT_TRIALS } from "./kept_spec.ts";
import { objective } from "./objective_module.ts";

const STORAGES: Record<string, (folder: string) => [string, StudyStorage]> = {
  folder: (folder) => [`${folder}/run`, folderStorage(`${folder}/run`)],
  sqlite: (
    folder,
  ) => [`${folder}/study.db`, sqliteStorage(`${folder}/study.db`)],
};

async function inFolder(
  work: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("A sqlite file that is damaged, or is none, is named and left as it is", () =>
  inFolder(async (folder) => {
    const path = `${folder}/study.db`;
    const text = "no database, but long enough to look for a header in it\n";
    await Deno.writeTextFile(path, text.repeat(40));
    for (let time = 0; time < 2; ++time) {
      const error = await assertRejects(
        () => openStudy(KEPT_SPEC, sqliteStorage(path)),
        ArtifactError,
        "must be a study in an SQLite file: file is not a database",
      );
      assertEquals(error.path, path);
    }
    assertEquals(await Deno.readTextFile(path), text.repeat(40));
  }));

for (const [kind, make] of Object.entries(STORAGES)) {
  Deno.test(`A ${kind} keeps a study`, () =>
    inFolder(async (folder) => {
      const first = await openStudy(KEPT_SPEC, make(folder)[1]);
      await first.optimize(objective, { trials: 25 });
      await first.close();
      const again = await openStudy(KEPT_SPEC, make(folder)[1]);
      assertEquals(again.trials, first.trials);
      await again.optimize(objective, { trials: 40 });
      await again.close();
      const whole = await openStudy(KEPT_SPEC);
      await whole.optimize(objective, { trials: 40 });
      assertEquals(again.trials, whole.trials);
    }));

  Deno.test(`A ${kind} refuses another study, saying what differs`, () =>
    inFolder(async (folder) => {
      await (await openStudy(KEPT_SPEC, make(folder)[1])).close();
      await assertRejects(
        () => openStudy({ ...KEPT_SPEC, seed: 12 }, make(folder)[1]),
        RangeError,
        "its seed must be the same: it is 11, asked for is 12",
      );
    }));

  Deno.test(`A ${kind} keeps a trial's end and forgets the reports of one that starts again`, () =>
    inFolder(async (folder) => {
      const storage = make(folder)[1];
      await storage.open("{}");
      await storage.start(0, { x: 0.5 });
      await storage.report(0, { step: 1, value: 3 });
      await storage.start(0, { x: 0.5 });
      await storage.report(0, { step: 1, value: 4 });
      await storage.report(0, { step: 2, value: 1e-17 });
      await storage.finish(0, { state: "failed", error: 'no "luck"\n' });
      await storage.start(1, { x: 0.1, mode: "a", on: true });
      await storage.close();
      const again = make(folder)[1];
      const { header, trials } = await again.open("other");
      await again.close();
      assertEquals(header, "{}");
      assertEquals(trials, [
        {
          number: 0,
          state: "failed",
          params: { x: 0.5 },
          values: [],
          reports: [{ step: 1, value: 4 }, { step: 2, value: 1e-17 }],
          error: 'no "luck"\n',
        },
        {
          number: 1,
          state: "running",
          params: { x: 0.1, mode: "a", on: true },
          values: [],
          reports: [],
        },
      ]);
    }));

  Deno.test(`A study in a ${kind} that is killed three times ends like one that is not`, () =>
    inFolder(async (folder) => {
      const [path] = make(folder);
      for (let kill = 0; kill < 3; ++kill) {
        await runAndKill(kind, path, 4 + 5 * kill);
      }
      const study = await openStudy(KEPT_SPEC, make(folder)[1]);
      const kept = study.trials.filter(({ state }) =>
        state !== "running"
      ).length;
      assert(kept >= 12 && kept < KEPT_TRIALS, `${kept}`);
      await study.optimize(objective, { trials: KEPT_TRIALS });
      await study.close();
      const whole = await openStudy(KEPT_SPEC);
      await whole.optimize(objective, { trials: KEPT_TRIALS });
      assertEquals(study.trials, whole.trials);
    }));
}

/** Runs the study in another process and kills it after some trials. */
async function runAndKill(
  kind: string,
  path: string,
  trials: number,
): Promise<void> {
  const script = new URL("./study_process.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script, kind, path],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let seen = 0;
  for await (const chunk of child.stdout) {
    seen += new TextDecoder().decode(chunk).split("\n").length - 1;
    if (seen >= trials) break;
  }
  child.kill("SIGKILL");
  await child.status;
}

Deno.test("A folder's last line that was cut off is dropped, wherever it was cut", () =>
  inFolder(async (folder) => {
    const whole = await openStudy(KEPT_SPEC, folderStorage(folder));
    await whole.optimize(objective, { trials: 12 });
    await whole.close();
    const path = `${folder}/${STUDY_FILE}`;
    const bytes = await Deno.readFile(path);
    for (const share of [0, 0.01, 0.3, 0.77, 0.99]) {
      await Deno.writeFile(
        path,
        bytes.subarray(0, Math.floor(share * bytes.length)),
      );
      const study = await openStudy(KEPT_SPEC, folderStorage(folder));
      await study.optimize(objective, { trials: 12 });
      await study.close();
      assertEquals(study.trials, whole.trials);
    }
  }));

Deno.test("A folder whose file is damaged before its end says where", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/${STUDY_FILE}`,
      '{"header":"x"}\n{"kind":"sta\n{}\n',
    );
    const storage = folderStorage(folder);
    await assertRejects(() => storage.open("x"), SyntaxError, "line 2");
    await storage.close();
  }));

for (const [kind, make] of Object.entries(STORAGES)) {
  Deno.test(`A ${kind} that another has open is refused`, () =>
    inFolder(async (folder) => {
      const [path] = make(folder);
      const script = new URL("./study_process.ts", import.meta.url).pathname;
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", script, kind, path],
        stdout: "piped",
        stderr: "inherit",
      }).spawn();
      const reader = child.stdout.getReader();
      await reader.read();
      try {
        await assertRejects(
          () => openStudy(KEPT_SPEC, make(folder)[1]),
          RangeError,
          "no other process",
        );
      } finally {
        child.kill("SIGKILL");
        await reader.cancel();
        await child.status;
      }
      await (await openStudy(KEPT_SPEC, make(folder)[1])).close();
    }));
}
