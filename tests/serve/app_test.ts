import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { sha256Hex } from "lib/core/hash.ts";
import { readApiKeys } from "lib/serve/auth.ts";
import { openMeans, surface, withServer } from "./test_server.ts";

Deno.test("A path that is none is a 404, another method a 405 that names the right ones", () =>
  withServer(async ({ app, get }) => {
    const missing = await get("/nowhere");
    assertEquals(missing.status, 404);
    assertEquals((await missing.json()).error, "not_found");
    const noFile = await get("/page/nothing.js");
    assertEquals(noFile.status, 404);
    await noFile.body?.cancel();
    const wrong = await get("/calibrate");
    assertEquals(wrong.status, 405);
    assertEquals(wrong.headers.get("allow"), "POST");
    assertEquals((await wrong.json()).error, "method_not_allowed");
    const put = await app.request("/jobs/1", { method: "PUT" });
    assertEquals(put.headers.get("allow"), "DELETE, GET");
    await put.body?.cancel();
  }));

Deno.test("A body of another type is a 415, one that is no JSON a 400, one too large a 413", () =>
  withServer(async ({ app, post }) => {
    const plain = await post("/calibrate", "{}", {
      "content-type": "text/plain",
    });
    assertEquals([plain.status, (await plain.json()).error], [
      415,
      "unsupported_media_type",
    ]);
    const none = await app.request("/price", {
      method: "POST",
      body: new Uint8Array([91, 93]),
    });
    assertEquals(none.status, 415);
    await none.body?.cancel();
    for (
      const path of [
        "/calibrate",
        "/price",
        "/implied-vol",
        "/v2/models/vg-test/infer",
      ]
    ) {
      const cut = await post(path, '{"law": "vg", ');
      assertEquals([path, cut.status, (await cut.json()).error], [
        path,
        400,
        "malformed",
      ]);
      const large = await post(path, `"${"x".repeat(2000)}"`);
      assertEquals([path, large.status, (await large.json()).error], [
        path,
        413,
        "too_large",
      ]);
      const declared = await post(path, "{}", { "content-length": "99999" });
      assertEquals(declared.status, 413);
      await declared.body?.cancel();
    }
    const charset = await post("/price", "[]", {
      "content-type": "Application/JSON; charset=utf-8",
    });
    assertEquals(charset.status, 422);
    await charset.body?.cancel();
  }, { bodyLimit: 1000 }));

Deno.test("A list nested a hundred thousand deep is refused, not crashed on", () =>
  withServer(async ({ post }) => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const bodies: [string, string][] = [
      ["/calibrate", `{"law":"vg","spot":100,"quotes":${deep}}`],
      ["/calibrate", `{"law":${deep},"spot":100,"quotes":[]}`],
      ["/price", deep],
      ["/implied-vol", `[{"id":${deep},"spot":1}]`],
      [
        "/v2/models/vg-test/infer",
        `{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":${deep}}]}`,
      ],
    ];
    for (const [path, body] of bodies) {
      const response = await post(path, body);
      assert(response.status < 500, `${path}: ${response.status}`);
      await response.body?.cancel();
    }
  }));

Deno.test("Every answer has a request id: the client's where it is tame, else a new one", () =>
  withServer(async ({ get }) => {
    const given = await get("/models", { "x-request-id": "order-66" });
    assertEquals(given.headers.get("x-request-id"), "order-66");
    const wild = await get("/nowhere", { "x-request-id": "a b" });
    assertMatch(wild.headers.get("x-request-id")!, /^id-\d+$/);
    const none = await get("/health");
    assertMatch(none.headers.get("x-request-id")!, /^id-\d+$/);
    await Promise.all([given, wild, none].map((r) => r.body?.cancel()));
  }));

Deno.test("With keys every route but /health asks for one", async () => {
  const keys = readApiKeys(`desk:${await sha256Hex("open-sesame")}\n`);
  await withServer(async ({ get, post }) => {
    assertEquals((await get("/health")).status, 200);
    for (
      const path of [
        "/models",
        "/metrics",
        "/docs",
        "/openapi.json",
        "/v2",
        "/nowhere",
      ]
    ) {
      const response = await get(path);
      assertEquals([path, response.status], [path, 401]);
      assertEquals((await response.json()).error, "unauthorized");
    }
    assertEquals((await post("/calibrate", surface(0.2))).status, 401);
    const wrong = await get("/models", { "x-api-key": "open-barley" });
    assertEquals((await wrong.json()).message, "The key is not known");
    const sent: Record<string, string>[] = [
      { "x-api-key": "open-sesame" },
      { authorization: "Bearer open-sesame" },
      { authorization: "bearer  open-sesame" },
    ];
    for (const headers of sent) {
      assertEquals((await get("/models", headers)).status, 200);
    }
    const basic = { authorization: "Basic open-sesame" };
    assertEquals((await get("/models", basic)).status, 401);
  }, { keys });
});

Deno.test("Without keys a request made to another host's name is refused", () =>
  withServer(async ({ app }) => {
    const hosts: [string, number][] = [
      ["http://localhost:8000", 200],
      ["http://127.0.0.1:8000", 200],
      ["http://[::1]:8000", 200],
      ["http://evil.example", 403],
      ["http://localhost.evil.example", 403],
      ["http://127.0.0.1.evil.example", 403],
    ];
    for (const [host, status] of hosts) {
      const response = await app.request(`${host}/health`);
      assertEquals([host, response.status], [host, status]);
      await response.body?.cancel();
    }
  }));

Deno.test("A client that asks too often is a 429 until a token has come back", () =>
  withServer(async ({ get, app, time }) => {
    for (let i = 0; i < 4; ++i) {
      assertEquals((await get("/models")).status, 200);
    }
    const refused = await get("/models");
    assertEquals(refused.status, 429);
    assertEquals(refused.headers.get("retry-after"), "1");
    assertEquals((await refused.json()).error, "too_many_requests");
    const other = await app.request("/models", {}, {
      remoteAddr: { transport: "tcp", hostname: "10.0.0.9", port: 5 },
    });
    assertEquals(other.status, 200);
    time.ms += 500;
    assertEquals((await get("/models")).status, 200);
    assertEquals((await get("/models")).status, 429);
  }, { requestsPerSecond: 2 }));

Deno.test("The log holds a line a request and nothing of what was sent", async () => {
  const keys = readApiKeys(`desk:${await sha256Hex("secret-key")}\n`);
  await withServer(async ({ post, log }) => {
    log.length = 0;
    const body = { ...surface(0.2), method: "secret-method" };
    const response = await post("/calibrate?token=secret-query", body, {
      "x-api-key": "secret-key",
      "x-request-id": "r1",
    });
    assertEquals(response.status, 422);
    assertEquals(log, [{
      time: "2023-11-14T22:13:20.000Z",
      level: "info",
      message: "request",
      method: "POST",
      route: "/calibrate",
      status: 422,
      milliseconds: 0,
      requestId: "r1",
    }]);
  }, { keys });
});

Deno.test("What nobody foresaw is a 500 that tells nothing, and a line that tells where", () => {
  const failing: typeof openMeans = async (artifact) => ({
    ...await openMeans(artifact),
    fit: () => Promise.reject(new SyntaxError("quote 12345.678 is odd")),
  });
  return withServer(async ({ post, log }) => {
    const response = await post("/calibrate", surface(0.2));
    assertEquals(response.status, 500);
    const { error, message, details } = await response.json();
    assertEquals([error, details], ["internal", []]);
    assert(!message.includes("12345"));
    const line = log.find(({ level }) => level === "error")!;
    assertStringIncludes(line.message, "SyntaxError at ");
    assert(!line.message.includes("12345"));
    assertEquals(line.requestId, response.headers.get("x-request-id"));
  }, { open: failing });
});

Deno.test("One surface of a batch that cannot be fitted fails alone", () => {
  const choosy: typeof openMeans = async (artifact) => {
    const calibrator = await openMeans(artifact);
    return {
      ...calibrator,
      fit(surfaces) {
        if (surfaces.some(({ size }) => size === 3)) {
          throw new RangeError("Cannot read the surface");
        }
        return calibrator.fit(surfaces);
      },
    };
  };
  return withServer(async ({ post }) => {
    const answers = await Promise.all(
      Array.from(
        { length: 10 },
        (_, i) => post("/calibrate", surface(0.2, 1 + i)),
      ),
    );
    assertEquals(
      answers.map(({ status }) => status),
      [200, 200, 422, 200, 200, 200, 200, 200, 200, 200],
    );
  }, { open: choosy });
});
