import {
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
} from "@std/assert";
import { withServer } from "../test_server.ts";

const CASE = {
  law: "black-scholes",
  params: { sigma: 0.2 },
  spot: 100,
  strike: 100,
  rate: 0.05,
  dividend: 0,
  maturity: 1,
  type: "call",
};

Deno.test("POST /price answers in order; a case that has no price fails alone", () =>
  withServer(async ({ post }) => {
    const response = await post("/price", [
      { ...CASE, id: "a" },
      { ...CASE, id: "b", strike: -1 },
      17,
      { ...CASE, style: "american", type: "put" },
    ]);
    assertEquals(response.status, 200);
    assertEquals(response.headers.get("content-type"), "application/json");
    const [a, b, c, d] = await response.json();
    // Hull, Options, Futures and Other Derivatives: 10.4506.
    assertAlmostEquals(a.price, 10.4506, 5e-5);
    assertEquals([a.id, b.id, c.id, d.id], ["a", "b", 2, 3]);
    assertEquals(b.failure.kind, "invalid_input");
    assertEquals(c.failure.kind, "invalid_input");
    assertAlmostEquals(d.price, 6.0904, 5e-4);
  }));

Deno.test("POST /implied-vol inverts prices; one without a volatility fails alone", () =>
  withServer(async ({ post }) => {
    const { law: _, params: __, ...quote } = CASE;
    const response = await post("/implied-vol", [
      { ...quote, id: 7, price: 10.450583572185565 },
      { ...quote, price: 1 },
    ]);
    const [first, second] = await response.json();
    assertEquals(first.id, 7);
    assertAlmostEquals(first.impliedVol, 0.2, 1e-12);
    assertEquals(second.id, 1);
    assertEquals(second.failure.kind, "below_intrinsic");
  }));

Deno.test("A body that is no list of cases is a 422", () =>
  withServer(async ({ post }) => {
    for (const path of ["/price", "/implied-vol"]) {
      for (const body of [{}, [], 3, "null"]) {
        const response = await post(path, body);
        assertEquals([path, body, response.status], [path, body, 422]);
        const { details, message } = await response.json();
        assertEquals(details[0].path, "");
        assertStringIncludes(
          message,
          "Cannot use the body as it must be a list",
        );
      }
    }
  }));
