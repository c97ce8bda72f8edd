/** A style of boosting as a family of models on windows. @module */

import type { Hyperparameters } from "lib/core/hyperparameters.ts";
import {
  type BoostingStyle,
  styledBoosting,
} from "lib/models/boosting/styled_boosting.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";
import { tableFamily } from "lib/models/forecast/table_family.ts";
import type { ViewParams } from "lib/models/forecast/window_view.ts";

/**
 * Makes a family of a style.
 *
 * @param style Names, hyperparameters and rules.
 * @param description What it is, with its paper.
 */
export function boostedFamily<P extends object>(
  style: BoostingStyle<P>,
  description: string,
): ModelFamily<P & ViewParams> {
  return tableFamily<P>({
    is: {
      family: style.kind,
      group: "boosting",
      description,
      targets: ["number", "class"],
    },
    hyperparameters: style.hyperparameters as Hyperparameters<P>,
    estimators: ({ params, config, isClass }) => {
      const { view: _, ...own } = params;
      return [
        styledBoosting(style, own as unknown as Partial<P>, {
          isClass,
          earlyStopping: config.earlyStopping ? config.patience : 0,
          minDelta: config.minDelta,
        }),
      ];
    },
  });
}
