import { assertEquals } from "@std/assert";
import {
  metricSeries,
  metricText,
  SeriesCollector,
} from "lib/tracking/metric_series.ts";

Deno.test("a series is of one name and labels, its steps those of step, of epoch, or counted", () => {
  const points = [
    { name: "loss", value: 1, labels: { net: "a", epoch: 3, step: 40 } },
    { name: "loss", value: 2, labels: { epoch: 4, net: "a" } },
    { name: "loss", value: 3, labels: { net: "a" } },
    { name: "loss", value: 4, labels: { net: "a", epoch: 0.5 } },
    { name: "loss", value: 5, labels: { net: "a", epoch: "last" } },
    { name: "loss", value: 6, labels: { net: "b" } },
    { name: "mae", value: 7, labels: {} },
  ];
  const steps = [40, 4, 2, 3, 4, 0, 0];
  const collector = new SeriesCollector();
  assertEquals(points.map((point) => collector.add(point)), steps);
  assertEquals(metricSeries(points), [
    {
      name: "loss",
      labels: { net: "a" },
      steps: steps.slice(0, 5),
      values: [1, 2, 3, 4, 5],
    },
    { name: "loss", labels: { net: "b" }, steps: [0], values: [6] },
    { name: "mae", labels: {}, steps: [0], values: [7] },
  ]);
  assertEquals(collector.final(), [
    { name: "loss", labels: { net: "a" }, step: 4, value: 5 },
    { name: "loss", labels: { net: "b" }, step: 0, value: 6 },
    { name: "mae", labels: {}, step: 0, value: 7 },
  ]);
});

Deno.test("metricText() does not depend on the order of labels", () => {
  const labels = { model: "lstm", horizon: 5 };
  assertEquals(
    metricText({ name: "mse", labels }),
    "mse{horizon=5, model=lstm}",
  );
  assertEquals(metricText({ name: "mse", labels: {} }), "mse");
});
