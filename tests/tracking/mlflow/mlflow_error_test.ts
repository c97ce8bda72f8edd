import { assertEquals } from "@std/assert";
import { failureOf, retryAfterMs } from "lib/tracking/mlflow/mlflow_error.ts";

Deno.test("statuses that pass by are MLflow's own list of transient ones, and all of 5xx", () => {
  // mlflow/utils/request_utils.py: 408, 429, 500, 502, 503, 504.
  for (const status of [408, 429, 500, 502, 503, 504, 599]) {
    assertEquals(failureOf(status, "", ""), "away", `${status}`);
  }
  const invalid = "INVALID_PARAMETER_VALUE";
  for (const status of [400, 409, 413, 422]) {
    assertEquals(failureOf(status, invalid, ""), "refused", `${status}`);
  }
  assertEquals(failureOf(401, "", ""), "denied");
  assertEquals(failureOf(403, "PERMISSION_DENIED", ""), "denied");
});

Deno.test("a 404 is MLflow's if it has an error code, else the address is wrong", () => {
  assertEquals(failureOf(404, "RESOURCE_DOES_NOT_EXIST", ""), "refused");
  assertEquals(failureOf(404, "", "<html>Not found</html>"), "denied");
});

Deno.test("Retry-After is seconds or a date", () => {
  const now = Date.parse("Wed, 21 Oct 2015 07:28:00 GMT");
  assertEquals(retryAfterMs("120", now), 120_000);
  // RFC 9110, section 10.2.3, half a minute later.
  assertEquals(retryAfterMs("Wed, 21 Oct 2015 07:28:30 GMT", now), 30_000);
  assertEquals(retryAfterMs("Wed, 21 Oct 2015 07:27:00 GMT", now), 0);
  assertEquals(retryAfterMs("soon", now), undefined);
  assertEquals(retryAfterMs(null, now), undefined);
});
