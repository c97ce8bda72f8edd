/** Settings of the model factory that take a second or two. */

import { readFactoryConfig } from "pipelines/factory/factory_config.ts";
import type { FactoryConfig } from "pipelines/factory/factory_keys.ts";

/** The present of these tests. */
export const NOW = Date.UTC(2026, 0, 1);

/** Settings of all studies with some of them changed, as by `--set`. */
export async function smallStudy(
  set: Readonly<Record<string, string>> = {},
): Promise<FactoryConfig> {
  const { config } = await readFactoryConfig({
    file: "pipelines/config/factory/config.yaml",
    set: { data: "planted", sequenceLength: "8", ...set },
  });
  return config;
}

/** A folder that is gone after the test. */
export async function inFolder(
  work: (dir: string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await work(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}
