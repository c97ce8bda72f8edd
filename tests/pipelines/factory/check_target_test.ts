import { assertThrows } from "@std/assert";
import { checkTarget } from "pipelines/factory/check_target.ts";

Deno.test("checkTarget() says which labels a family learns, and who learns this one", () => {
  checkTarget({ label: "triple-barrier" }, "logistic");
  checkTarget({ label: "path" }, "nlinear");
  const error = assertThrows(
    () => checkTarget({ label: "path" }, "lightgbm"),
    RangeError,
    "Cannot train lightgbm as label must be return or direction or triple-barrier for it: current value is path, which naive, seasonal-naive, nlinear, nhits",
  );
  if (error.message.includes("logistic")) throw error;
});
