/**
 * A study in an SQLite file, with write-ahead log: tables `study` (header),
 * `trial` (number, state, params, values, error) and `report` (trial, position,
 * step, value), so that others can read it by SQL while it runs.
 *
 * @module
 */

import type { DatabaseSync as Database } from "node:sqlite";
import { ArtifactError } from "lib/core/errors.ts";
import type { StudyStorage } from "lib/models/tune/storage.ts";
import { lockStudy } from "lib/models/tune/study_lock.ts";
import type { TrialRecord, TrialState } from "lib/models/tune/trial_record.ts";

const SCHEMA = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA busy_timeout = 5000;
CREATE TABLE IF NOT EXISTS study (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  header TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS trial (
  number INTEGER PRIMARY KEY,
  state TEXT NOT NULL,
  params TEXT NOT NULL,
  "values" TEXT NOT NULL,
  error TEXT
);
CREATE TABLE IF NOT EXISTS report (
  trial INTEGER NOT NULL REFERENCES trial (number),
  position INTEGER NOT NULL,
  step REAL NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY (trial, position)
);`;

/**
 * Keeps a study in a file, made if absent. One process at a time.
 *
 * @param path Path of the file, or `":memory:"`. Opening it throws an
 *   `ArtifactError` if it is damaged or no SQLite file.
 */
export function sqliteStorage(path: string): StudyStorage {
  let database: Database | undefined;
  let unlock: (() => void) | undefined;
  const run = (sql: string, ...values: (string | number | null)[]) => {
    if (database === undefined) {
      throw new Error(`Cannot write to ${path} as it must be open`);
    }
    try {
      database.prepare(sql).run(...values);
    } catch (error) {
      throw explained(error, path);
    }
    return Promise.resolve();
  };
  return {
    async open(header) {
      // Loaded when a study is first kept so, not by whoever imports this.
      const { DatabaseSync } = await import("node:sqlite");
      if (path !== ":memory:") unlock = await lockStudy(`${path}.lock`);
      try {
        database = new DatabaseSync(path);
        database.exec(SCHEMA);
        await run("INSERT OR IGNORE INTO study VALUES (1, ?)", header);
        const kept = database.prepare("SELECT header FROM study").get();
        return { header: String(kept!.header), trials: readTrials(database) };
      } catch (error) {
        throw explained(error, path);
      }
    },
    async start(number, params) {
      await run("DELETE FROM report WHERE trial = ?", number);
      await run(
        "INSERT OR REPLACE INTO trial VALUES (?, 'running', ?, '[]', NULL)",
        number,
        JSON.stringify(params),
      );
    },
    report: (number, { step, value }) =>
      run(
        `INSERT INTO report SELECT ?1, count(*), ?2, ?3 FROM report WHERE trial = ?1`,
        number,
        step,
        value,
      ),
    finish: (number, end) =>
      run(
        `UPDATE trial SET state = ?, "values" = ?, error = ? WHERE number = ?`,
        end.state,
        JSON.stringify(end.state === "complete" ? end.values : []),
        end.state === "failed" ? end.error : null,
        number,
      ),
    close() {
      database?.close();
      unlock?.();
      database = unlock = undefined;
      return Promise.resolve();
    },
  };
}

/** An error of SQLite with the place; a full disk as the system reports one. */
function explained(error: unknown, path: string): unknown {
  const isSqlite = error instanceof Error && "code" in error &&
    error.code === "ERR_SQLITE_ERROR";
  if (!isSqlite) return error;
  if (/disk is full|disk I\/O error/.test(error.message)) {
    return Object.assign(
      new Error(`Cannot write ${path}: ${error.message}`, { cause: error }),
      { code: "ENOSPC" },
    );
  }
  return new ArtifactError(
    `Cannot use ${path} as it must be a study in an SQLite file: ${error.message}. Restore it from a copy, or keep the study elsewhere`,
    { path, cause: error },
  );
}

function readTrials(database: Database): TrialRecord[] {
  const reports = database.prepare(
    "SELECT step, value FROM report WHERE trial = ? ORDER BY position",
  );
  return database.prepare("SELECT * FROM trial ORDER BY number").all()
    .map((row) => ({
      number: Number(row.number),
      state: row.state as TrialState,
      params: JSON.parse(String(row.params)),
      values: JSON.parse(String(row.values)),
      reports: reports.all(Number(row.number)).map(({ step, value }) => ({
        step: Number(step),
        value: Number(value),
      })),
      ...(row.error === null ? {} : { error: String(row.error) }),
    }));
}
