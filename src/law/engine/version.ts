/** Changes whenever the same record and the same packs could give another answer or another trace. */
export const ENGINE_VERSION = '5';
