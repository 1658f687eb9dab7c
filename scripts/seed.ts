/** The seed of the random tests; `ZMM_SEED=n` gives them another. */
export const SEED: number = Number(process.env["ZMM_SEED"] ?? 20_261_122);
