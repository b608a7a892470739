/** The build that is measured; another one's folder to compare two. */
export const DIST = process.env.BENCH_DIST ?? 'dist';
