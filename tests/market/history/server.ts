/**
 * A PostgreSQL server of a test's own: from the machine's binaries, in a
 * temporary folder, on a free port, gone when the test ends.
 *
 * @module
 */

/** A server that runs. */
export interface TestServer {
  /** Its address. */
  readonly url: string;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** The folder of `initdb` and `postgres`, if the machine has them. */
export async function findBinaries(): Promise<string | undefined> {
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter(Boolean);
  const root = "/usr/lib/postgresql";
  try {
    for await (const { name } of Deno.readDir(root)) {
      folders.push(`${root}/${name}/bin`);
    }
  } catch { /* Another system keeps them on the path. */ }
  for (const folder of folders) {
    const names = ["initdb", "postgres"];
    const found = await Promise.all(
      names.map((name) =>
        Deno.stat(`${folder}/${name}`).then(() => true, () => false)
      ),
    );
    if (found.every(Boolean)) return folder;
  }
  return undefined;
}

/** A command as somebody without rights, as the server refuses root. */
function unprivileged(command: string, args: string[]): [string, string[]] {
  if (Deno.uid() !== 0) return [command, args];
  const who = ["--reuid=65534", "--regid=65534", "--clear-groups"];
  return ["setpriv", [...who, command, ...args]];
}

async function run(command: string, args: string[]): Promise<void> {
  const [name, all] = unprivileged(command, args);
  const { success, stderr } = await new Deno.Command(name, {
    args: all,
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  throw new Error(new TextDecoder().decode(stderr).trim().split("\n").at(-1));
}

/** Starts a server; a text says why that cannot be. */
export async function startServer(
  binaries: string,
): Promise<TestServer | string> {
  const folder = await Deno.makeTempDir({ prefix: "tenor_pg_" });
  const remove = () => Deno.remove(folder, { recursive: true });
  try {
    if (Deno.uid() === 0) await Deno.chown(folder, 65534, 65534);
    const data = `${folder}/data`;
    await run(`${binaries}/initdb`, [
      ...["-D", data, "-U", "tenor", "-A", "trust", "-E", "UTF8"],
      ...["--no-sync", "--locale=C"],
    ]);
    const port = freePort();
    const [name, args] = unprivileged(`${binaries}/postgres`, [
      ...["-D", data, "-p", String(port), "-k", folder, "-F"],
      ...["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"],
    ]);
    const server = new Deno.Command(name, {
      args,
      stdout: "null",
      stderr: "null",
    }).spawn();
    const stop = async () => {
      // SIGINT is the server's fast shutdown.
      server.kill("SIGINT");
      await server.status;
      await remove();
    };
    if (await answers(port)) {
      return { url: `postgres://tenor@127.0.0.1:${port}/postgres`, stop };
    }
    await stop();
    return "PostgreSQL was started but does not answer";
  } catch (error) {
    await remove();
    return `PostgreSQL cannot be started: ${(error as Error).message}`;
  }
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return port;
}

/** Whether the server takes connections within ten seconds. */
async function answers(port: number): Promise<boolean> {
  for (let tries = 0; tries < 100; ++tries) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return true;
    } catch {
      await new Promise((done) => setTimeout(done, 100));
    }
  }
  return false;
}
