/**
 * What PatchTST, N-HiTS and the temporal fusion transformer give for weights and
 * windows by the formulas of `tests/models/forecast/patterned_network.ts`.
 *
 * Computed with PyTorch 1.13.1 in float64 from the papers' equations, by its own
 * `unfold`, `pad(mode="replicate")`, `multi_head_attention_forward`,
 * `max_pool1d(ceil_mode=True)`, `interpolate(mode="linear")`, `layer_norm` and
 * `nn.LSTM`; gates of the LSTM reordered from (input, forget, output,
 * candidate). The networks here compute in float32: tolerance 1e-5.
 */

/** Windows `[2 × 22 × 2]`, patch 8, stride 4, width 8, 2 heads, 2 blocks, expansion 2. */
export const PATCHTST = {
  /** Three steps of column 1. */
  path: [-0.1933417, 4.9577275, 2.6077076, 2.2464012, 3.3355997, -0.771736],
  /** Two values from both columns. */
  label: [2.5061684, 0.1977027, 0.6294797, -2.0008194],
};

/**
 * Windows `[2 × 12 × 3]`, three stacks of one block, kernels 5, 2, 1, rows a
 * knot 4, 2, 1, two hidden layers of 6.
 */
export const NHITS = {
  /** Five steps of column 1. */
  // deno-fmt-ignore
  path: [
    0.0945269, -1.0652214, -1.298207, -0.4591001, 0.0268109,
    0.18592, -0.833563, -1.1552772, -0.5683707, -0.1931229,
  ],
  /** Two values from all columns. */
  label: [0.3345319, -1.1339248, 0.1197692, -1.1389235],
};

/** Windows `[2 × 6 × 3]`, width 8, 2 heads, a head of 3. */
export const TFT = {
  /** The head. */
  head: [-0.7106018, 0.2863853, 0.8638173, -0.4050603, -0.5580051, 0.1065288],
  /** Mean selection weights of the three columns. */
  shares: [0.0663724, 0.5411814, 0.3924461, 0.0721578, 0.4856093, 0.4422328],
};
