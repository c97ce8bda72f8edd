import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { registerArtifact } from "lib/registry/store.ts";
import {
  type RunningServer,
  type ServerOptions,
  startServer,
} from "lib/serve/server.ts";
import type { LogEntry } from "lib/serve/server_context.ts";
import { openMeans, surface, vgModel } from "./test_server.ts";

/** Runs `work` against a server that listens. */
async function withListener(
  work: (server: RunningServer, root: string, log: LogEntry[]) => Promise<void>,
  more: Partial<ServerOptions> = {},
): Promise<void> {
  const root = await Deno.makeTempDir();
  const log: LogEntry[] = [];
  let ids = 0;
  await registerArtifact(root, vgModel());
  const server = startServer({
    port: 0,
    models: root,
    open: openMeans,
    reloadEvery: 0,
    clock: () => performance.now(),
    now: () => new Date(),
    newId: () => `id-${++ids}`,
    log: (entry) => log.push(entry),
    ...more,
  });
  try {
    await server.ready;
    await work(server, root, log);
  } finally {
    await server.stop();
    await Deno.remove(root, { recursive: true });
  }
}

function calibrate(url: string, vol = 0.2): Promise<Response> {
  return fetch(`${url}/calibrate`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(surface(vol)),
  });
}

Deno.test("A new model is taken up under load without a request dropped", () =>
  withListener(async (server, root, log) => {
    const versions = new Set<string>();
    let asked = 0;
    let stopped = false;
    const client = async () => {
      while (!stopped) {
        const vol = 0.1 + (++asked % 50) / 100;
        const response = await calibrate(server.url, vol);
        const { params, model } = await response.json();
        assertEquals(response.status, 200);
        assert(Math.abs(params.sigma - vol) < 1e-12);
        versions.add(model.version);
      }
    };
    const clients = Array.from({ length: 8 }, client);
    for (let i = 0; i < 3; ++i) {
      await registerArtifact(root, vgModel());
      await server.reload();
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    stopped = true;
    await Promise.all(clients);
    assert(versions.has("1.3.0"), [...versions].join());
    assert(log.some(({ message }) => message === "loaded vg-test 1.3.0"));
  }));

Deno.test("A server that is stopped answers what has been asked", () =>
  withListener(async (server) => {
    const slow = fetch(`${server.url}/price`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([{
        law: "black-scholes",
        params: { sigma: 0.2 },
        spot: 100,
        strike: 100,
        rate: 0,
        dividend: 0,
        maturity: 1,
        type: "call",
        style: "asian",
        asian: { average: "arithmetic", fixings: 12 },
        tolerance: 0.01,
      }]),
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const stopping = server.stop();
    const response = await slow;
    assertEquals(response.status, 200);
    const [{ price }] = await response.json();
    assert(price > 4 && price < 5);
    await stopping;
  }));

Deno.test("A server that is told to look for models now and then does so", () =>
  withListener(async (server, root) => {
    await registerArtifact(root, vgModel());
    for (;;) {
      const response = await fetch(`${server.url}/models/vg-test`);
      const { version } = await response.json();
      if (version === "1.1.0") break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }, { reloadEvery: 20 }));

Deno.test("A damaged model is complained of once", () =>
  withListener(async (server, root, log) => {
    await registerArtifact(root, vgModel());
    await Deno.writeTextFile(`${root}/vg-test/v1.1.0/model.onnx`, "cut");
    for (let i = 0; i < 3; ++i) await server.reload();
    assertEquals(log.filter(({ level }) => level === "error").length, 1);
    const response = await calibrate(server.url);
    assertEquals((await response.json()).model.version, "1.0.0");
  }));

Deno.test("A folder that cannot be listed leaves every model in service", () =>
  withListener(async (server, root, log) => {
    await Deno.rename(root, `${root}.aside`);
    try {
      await Deno.writeTextFile(root, "no folder");
      for (let i = 0; i < 3; ++i) await server.reload();
      const during = await calibrate(server.url);
      await during.body?.cancel();
      assertEquals(during.status, 200);
      assertEquals(log.filter(({ level }) => level === "error").length, 1);
    } finally {
      await Deno.remove(root);
      await Deno.rename(`${root}.aside`, root);
    }
    await registerArtifact(root, vgModel());
    await server.reload();
    const response = await calibrate(server.url);
    assertEquals((await response.json()).model.version, "1.1.0");
  }));

/** Sends bytes and reads what comes back until the connection is closed. */
async function exchange(url: string, text: string): Promise<string> {
  const connection = await Deno.connect({ port: Number(new URL(url).port) });
  const writer = connection.writable.getWriter();
  await writer.write(new TextEncoder().encode(text));
  return await new Response(connection.readable).text();
}

const HEAD =
  "POST /price HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n";

Deno.test("A body in a great many small parts is refused, and holds up nobody", () =>
  withListener(async (server) => {
    const slow = exchange(
      server.url,
      `${HEAD}transfer-encoding: chunked\r\n\r\n${
        "1\r\n \r\n".repeat(60_000)
      }0\r\n\r\n`,
    );
    let others = 0;
    let isOver = false;
    const counting = (async () => {
      while (!isOver) {
        await (await fetch(`${server.url}/health`)).body?.cancel();
        ++others;
      }
    })();
    assertStringIncludes(await slow, "413");
    isOver = true;
    await counting;
    assert(others > 5, `${others} answers meanwhile`);
  }));

Deno.test("A client that goes in the middle of its body is no error of the server", () =>
  withListener(async (server, _, log) => {
    const bodies = [
      "content-length: 100\r\n\r\n[",
      "transfer-encoding: chunked\r\n\r\n5\r\n[    ",
    ];
    for (const body of bodies) {
      const connection = await Deno.connect({
        port: Number(new URL(server.url).port),
      });
      await connection.write(new TextEncoder().encode(HEAD + body));
      await new Promise((resolve) => setTimeout(resolve, 50));
      connection.close();
    }
    const answered = () => log.filter(({ route }) => route === "/price");
    while (answered().length < bodies.length) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assertEquals(answered().map(({ status }) => status), [400, 400]);
    assertEquals(log.filter(({ level }) => level === "error"), []);
  }));

Deno.test("A server does not listen where others could ask without a key, or where one listens", () =>
  withListener((server) => {
    const start = (more: Partial<ServerOptions>) =>
      startServer({
        models: "results/models",
        clock: () => 0,
        now: () => new Date(0),
        newId: () => "",
        ...more,
      });
    assertThrows(() => start({ host: "0.0.0.0" }), RangeError, "loopback");
    const port = Number(new URL(server.url).port);
    assertThrows(() => start({ port }), RangeError, "must be free");
    return Promise.resolve();
  }));
