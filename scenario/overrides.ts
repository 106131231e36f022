/** Every transaction may use what there is and costs nothing: no estimate runs it twice, and nobody needs ether. */
export const OVERRIDES = { gasLimit: 16_777_216n, gasPrice: 0n };
