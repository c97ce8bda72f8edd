/** What each folder of `lib` may import, besides itself: DESIGN's layer table. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  math: ["core"],
  market: ["core", "math", "pricing"],
  pricing: ["core", "math"],
  graph: ["core", "math"],
  risk: ["core", "math"],
  tracking: ["core", "math"],
  jobs: ["core", "math"],
  models: ["core", "math", "graph"],
  validation: ["core", "math", "models"],
  calibration: [
    "core",
    "math",
    "market",
    "pricing",
    "graph",
    "models",
    "validation",
  ],
  features: ["core", "math", "market", "models", "validation"],
  registry: ["core", "graph", "models", "tracking"],
  greeks: [
    "core",
    "math",
    "market",
    "pricing",
    "graph",
    "models",
    "validation",
    "registry",
  ],
  backtest: ["core", "math", "market", "risk", "pricing", "calibration"],
  report: ["core", "math", "tracking"],
  serve: [
    "core",
    "math",
    "market",
    "pricing",
    "graph",
    "models",
    "validation",
    "features",
    "calibration",
    "registry",
    "greeks",
    "risk",
    "backtest",
    "tracking",
    "jobs",
    "report",
  ],
};

/** Reads of the world that lib must be handed instead. */
const AMBIENT: readonly RegExp[] = [
  /^Math\.random$/,
  /^Date\.now$/,
  /^performance\.now$/,
  /^crypto\.(randomUUID|getRandomValues)$/,
  /^Deno\.(env|args|cwd)$/,
  // A library returns and throws; commands print.
  /^console\.\w+$/,
];

/** The folder of `lib` that a path stands in. */
function layerOf(path: string): string | undefined {
  return /(?:^|\/)lib\/([^/]+)\//.exec(path)?.[1];
}

const plugin: Deno.lint.Plugin = {
  name: "tenor",
  rules: {
    "layer-imports": {
      create(context) {
        const from = layerOf(context.filename);
        const inLib = from !== undefined;
        const check = (node: Deno.lint.Node, source: string) => {
          if (!inLib) return;
          const hint = "See the layer table in ARCHITECTURE.md";
          if (/^\.\.?\//.test(source) && !source.endsWith(".wasm")) {
            context.report({
              node,
              message: `lib imports by the map, not by "${source}"`,
              hint: 'Write "lib/…"',
            });
          }
          if (/^(scripts|pipelines|tests|notebooks)\//.test(source)) {
            context.report({
              node,
              message: `lib must not import ${source}`,
              hint,
            });
          }
          const to = /^lib\/([^/]+)\//.exec(source)?.[1];
          if (to === undefined || to === from) return;
          if (ALLOWED[from]?.includes(to)) return;
          context.report({
            node,
            message: `lib/${from} must not import lib/${to}`,
            hint,
          });
        };
        return {
          ImportDeclaration: (node) => check(node, node.source.value),
          ExportNamedDeclaration(node) {
            if (node.source) check(node, node.source.value);
          },
          ExportAllDeclaration: (node) => check(node, node.source.value),
          ImportExpression(node) {
            if (node.source.type === "Literal") {
              check(node, String(node.source.value));
            }
          },
        };
      },
    },
    "no-ambient-state": {
      create(context) {
        if (layerOf(context.filename) === undefined) return {};
        const report = (node: Deno.lint.Node, what: string) =>
          context.report({
            node,
            message: `lib must not use ${what}`,
            hint: "Pass an Rng, a timestamp, a setting or a listener in",
          });
        return {
          MemberExpression(node) {
            const text = context.sourceCode.getText(node);
            if (AMBIENT.some((pattern) => pattern.test(text))) {
              report(node, text);
            }
          },
          NewExpression(node) {
            const isDate = context.sourceCode.getText(node.callee) === "Date";
            if (isDate && node.arguments.length === 0) {
              report(node, "new Date()");
            }
          },
        };
      },
    },
  },
};
export default plugin;
