/**
 * Counters and histograms in Prometheus' text format.
 *
 * @module
 */

import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** What a server counts. */
export interface Metrics {
  /** Notes a request. @param seconds How long it took. */
  request(
    labels: { method: string; route: string; status: number },
    seconds: number,
  ): void;
  /** Notes a calibration. */
  calibration(labels: { law: string; method: string }): void;
  /** All of it as text. */
  text(gauges: Readonly<Record<string, number>>): Promise<string>;
  /** Media type of the text. */
  readonly contentType: string;
}

const BUCKETS = [
  0.0005,
  0.001,
  0.0025,
  0.005,
  0.01,
  0.025,
  0.05,
  0.1,
  0.25,
  0.5,
  1,
  5,
  30,
];

/** Metrics of one server. */
export function serverMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: "tenor_http_requests_total",
    help: "Requests answered.",
    labelNames: ["method", "route", "status"],
    registers,
  });
  const durations = new Histogram({
    name: "tenor_http_request_seconds",
    help: "Time from a request's arrival to its answer.",
    labelNames: ["method", "route"],
    buckets: BUCKETS,
    registers,
  });
  const calibrations = new Counter({
    name: "tenor_calibrations_total",
    help: "Surfaces calibrated.",
    labelNames: ["law", "method"],
    registers,
  });
  const gauges = new Map<string, Gauge>();
  // Labels are looked up once: prom-client would sort and join them each time.
  const children = new Map<
    string,
    {
      readonly count: Counter.Internal;
      readonly time: Histogram.Internal<string>;
    }
  >();
  return {
    contentType: registry.contentType,
    request({ method, route, status }, seconds) {
      const key = `${method} ${route} ${status}`;
      let child = children.get(key);
      if (child === undefined) {
        child = {
          count: requests.labels(method, route, String(status)),
          time: durations.labels(method, route),
        };
        children.set(key, child);
      }
      child.count.inc();
      child.time.observe(seconds);
    },
    calibration: (labels) => calibrations.inc(labels),
    text(values) {
      for (const [name, value] of Object.entries(values)) {
        let gauge = gauges.get(name);
        if (gauge === undefined) {
          gauge = new Gauge({
            name: `tenor_${name}`,
            help: `${name.replaceAll("_", " ")} now.`,
            registers,
          });
          gauges.set(name, gauge);
        }
        gauge.set(value);
      }
      return registry.metrics();
    },
  };
}
