import "../../graph/wasm_ready.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import { testModelFamily } from "../../contracts/model_family.ts";

/** What makes a family quick, wherever it has it; members of ensembles too. */
const SMALL: Readonly<Record<string, unknown>> = {
  epochs: 2,
  rounds: 10,
  folds: 2,
  settings: "epochs=2,rounds=10",
};

const registry = modelRegistry();
for (const family of registry.list()) {
  const params = Object.fromEntries(
    Object.entries(SMALL).filter(([name]) => name in family.hyperparameters),
  );
  testModelFamily({ family, registry, params });
}
